use callout::network::Network;
use callout::record::figure::FIGURES;
use callout::study::replicate::{Plan, replicate};
use callout::study::trial::Watch;
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let study = match callout::scenario::read(std::path::Path::new(&args[1]), &args[3..].to_vec()) {
        Ok(study) => study,
        Err(c) => {
            eprintln!("{}", c.render(false));
            std::process::exit(2)
        }
    };
    let nets: Vec<Network> = study.layouts.iter().map(Network::new).collect();
    let stop = std::sync::atomic::AtomicBool::new(false);
    let n: u32 = args[2].parse().unwrap();
    let audit = std::env::var("AUDIT").is_ok();
    let t = std::time::Instant::now();
    let s = replicate(&nets, Plan { replications: n, watch: Watch { audit, jobs: false } }, &stop, || (), |_, _| ());
    let el = t.elapsed().as_secs_f64();
    for (i, f) in FIGURES.iter().enumerate() {
        print!("{:26}", f.key);
        for x in &s {
            match x.estimate(i) {
                Some(e) => print!(" {:>14.4} ±{:<10.4}", e.value, e.half_width.unwrap_or(0.0)),
                None => print!("{:>26}", "-"),
            }
        }
        println!();
    }
    for x in &s {
        for f in x.faults.iter().take(10) {
            println!("FAULT {f}");
        }
    }
    println!("{el:.2} s");
}
