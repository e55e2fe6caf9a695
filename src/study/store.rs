//! The store: what replications said, in one file for each block of eight, named by content.
//!
//! A file is written whole under a temporary name, synced, and renamed; so it is there and good, or it is not there. It carries its
//! versions, its key and a checksum: a file that is torn, damaged or stands for something else is noticed, named, and computed again.
//!
//! *Knows:* bytes and checksums.
//! *Never:* what a point is; only the key of a layout.

use super::columns::Values;
use crate::record::scorecard::Times;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Replications of a block.
pub const BLOCK: u32 = 8;
/// Version of what the simulator computes: raised whenever the same scenario and seed give other figures.
pub const ENGINE: &str = "callout-5";
/// Version of the random numbers and of what addresses them.
pub const SCHEME: &str = "addressed-1";
const MAGIC: &[u8] = b"callout part 1\n";
const CHECKSUM: usize = 32;

/// A block of replications of one layout: what a file holds, and what one process computes at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Unit {
    /// Content key: engine, random numbers, and everything that the layout's figures depend on.
    pub key: Key,
    /// Master seed.
    pub seed: u64,
    /// Replications from 8 x `block`.
    pub block: u32,
}

/// A content key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Key(pub [u8; 32]);

impl Key {
    /// The key of a layout with the hash `layout` under this engine and these random numbers.
    pub fn new(layout: &[u8; 32]) -> Key {
        let mut hasher = blake3::Hasher::new();
        hasher.update(ENGINE.as_bytes()).update(b"|").update(SCHEME.as_bytes()).update(b"|").update(layout);
        Key(hasher.finalize().into())
    }

    /// Reads a key as it is printed; `None` if it is none.
    pub fn read(text: &str) -> Option<Key> {
        blake3::Hash::from_hex(text).ok().map(|hash| Key(hash.into()))
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// What the replications of a block said, from its first on, without a gap; a last block may hold fewer than eight.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Part {
    /// One record for each replication.
    pub records: Vec<Record>,
}

/// What one replication said.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Record {
    /// Values by column.
    pub values: Values,
    /// Times of single jobs.
    pub times: Times,
}

/// A part as it stands in its file.
#[derive(Serialize, Deserialize)]
struct Kept {
    engine: String,
    scheme: String,
    unit: Unit,
    columns: Vec<String>,
    records: Vec<(Vec<Option<f64>>, Times)>,
}

/// A file that cannot be used, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// The file.
    pub path: PathBuf,
    /// What is wrong with it.
    pub fault: String,
}

/// A directory of parts.
#[derive(Debug, Clone)]
pub struct Store {
    dir: PathBuf,
}

impl Store {
    /// The store in a directory, which is made with the first part.
    pub fn new(dir: &Path) -> Store {
        Store { dir: dir.to_owned() }
    }

    /// The file of a unit.
    pub fn path(&self, unit: &Unit) -> PathBuf {
        let key = unit.key.to_string();
        self.dir.join(&key[..2]).join(format!("{}-{}-{}.part", &key[2..34], unit.seed, unit.block))
    }

    /// The part of a unit; `None` if it has none.
    ///
    /// # Errors
    /// If its file cannot be used.
    pub fn load(&self, unit: &Unit) -> Result<Option<Part>, Damage> {
        let path = self.path(unit);
        let read = match std::fs::read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => Err(error.to_string()),
            Ok(bytes) => decode(&bytes, unit),
        };
        read.map(Some).map_err(|fault| Damage { path, fault })
    }

    /// Keeps the part of a unit; a file that is there already gives way, unless it holds more: another process may have gone on.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn save(&self, unit: &Unit, part: &Part) -> io::Result<()> {
        let path = self.path(unit);
        let dir = path.parent().expect("a part stands in a directory");
        std::fs::create_dir_all(dir)?;
        let mut builder = tempfile::Builder::new();
        builder.prefix(".part-");
        // Open to those whom the user's umask lets in: a store may be shared.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let mut file = builder.tempfile_in(dir)?;
        file.write_all(&encode(unit, part))?;
        file.as_file().sync_all()?;
        if self.load(unit).ok().flatten().is_some_and(|there| there.records.len() >= part.records.len()) {
            return Ok(());
        }
        file.persist(&path).map_err(|error| error.error)?;
        // The name must survive a power cut, too; not every file system can sync a directory.
        let _ = std::fs::File::open(dir).and_then(|dir| dir.sync_all());
        Ok(())
    }
}

fn encode(unit: &Unit, part: &Part) -> Vec<u8> {
    let mut columns: Vec<String> = part.records.iter().flat_map(|record| record.values.keys().cloned()).collect();
    columns.sort_unstable();
    columns.dedup();
    let record =
        |record: &Record| (columns.iter().map(|column| record.values.get(column).copied()).collect(), record.times.clone());
    let records = part.records.iter().map(record).collect();
    let kept = Kept { engine: ENGINE.to_owned(), scheme: SCHEME.to_owned(), unit: *unit, columns: columns.clone(), records };
    let mut bytes = MAGIC.to_vec();
    bytes.extend(postcard::to_stdvec(&kept).expect("a part is plain data"));
    let checksum = blake3::hash(&bytes);
    bytes.extend(checksum.as_bytes());
    bytes
}

fn decode(bytes: &[u8], unit: &Unit) -> Result<Part, String> {
    if !bytes.starts_with(MAGIC) {
        return Err("it is no part of this version of callout".to_owned());
    }
    let Some((content, checksum)) = bytes.split_last_chunk::<CHECKSUM>() else { return Err("it is cut short".to_owned()) };
    if blake3::hash(content) != *checksum {
        return Err("its checksum is wrong: it is cut short or damaged".to_owned());
    }
    let body = content.get(MAGIC.len()..).unwrap_or_default();
    let kept: Kept = postcard::from_bytes(body).map_err(|_| "it cannot be read".to_owned())?;
    if (kept.engine.as_str(), kept.scheme.as_str()) != (ENGINE, SCHEME) {
        return Err(format!("it was made by {} with random numbers {}", kept.engine, kept.scheme));
    }
    if kept.unit != *unit {
        return Err("it belongs to another scenario, seed or block".to_owned());
    }
    if kept.records.len() > BLOCK as usize || kept.records.iter().any(|(values, _)| values.len() != kept.columns.len()) {
        return Err("its rows do not fit its columns".to_owned());
    }
    let values = |row: Vec<Option<f64>>| -> Values {
        kept.columns.iter().zip(row).filter_map(|(column, value)| Some((column.clone(), value?))).collect()
    };
    Ok(Part { records: kept.records.into_iter().map(|(row, times)| Record { values: values(row), times }).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(block: u32) -> Unit {
        Unit { key: Key::new(&[7; 32]), seed: 1, block }
    }

    fn part() -> Part {
        let mut times = Times::default();
        times.response.record(3_600_000);
        let record = |value: f64| Record { values: Values::from([("cost_total".to_owned(), value)]), times: times.clone() };
        let mut part = Part { records: vec![record(1.0 / 3.0), record(-0.0)] };
        part.records[1].values.insert("place.青岛.calls".to_owned(), f64::MAX);
        part
    }

    #[test]
    fn what_is_saved_is_loaded_bit_by_bit() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::new(dir.path());
        assert_eq!(store.load(&unit(0)), Ok(None));
        store.save(&unit(0), &part()).unwrap();
        let loaded = store.load(&unit(0)).unwrap().unwrap();
        assert_eq!(loaded, part());
        assert!(loaded.records[1].values["cost_total"].is_sign_negative());
        assert_eq!(std::fs::read_dir(store.path(&unit(0)).parent().unwrap()).unwrap().count(), 1, "nothing else is left");
    }

    #[test]
    fn every_cut_and_every_flipped_bit_is_noticed() {
        let good = encode(&unit(0), &part());
        assert_eq!(decode(&good, &unit(0)), Ok(part()));
        for cut in 0..good.len() {
            assert!(decode(&good[..cut], &unit(0)).is_err(), "cut at {cut}");
        }
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] ^= 1 << (at % 8);
            assert!(decode(&bad, &unit(0)).is_err(), "flipped at {at}");
        }
        assert!(decode(&[&good[..], b"x"].concat(), &unit(0)).is_err());
    }

    #[test]
    fn a_longer_part_stays() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::new(dir.path());
        let short = Part { records: part().records[..1].to_vec() };
        store.save(&unit(0), &part()).unwrap();
        store.save(&unit(0), &short).unwrap();
        assert_eq!(store.load(&unit(0)), Ok(Some(part())));
        std::fs::write(store.path(&unit(0)), b"damaged").unwrap();
        store.save(&unit(0), &short).unwrap();
        assert_eq!(store.load(&unit(0)), Ok(Some(short)));
    }

    #[test]
    fn a_part_of_something_else_is_noticed() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::new(dir.path());
        store.save(&unit(0), &part()).unwrap();
        std::fs::copy(store.path(&unit(0)), store.path(&unit(1))).unwrap();
        let damage = store.load(&unit(1)).unwrap_err();
        assert_eq!((damage.path, damage.fault.contains("another scenario")), (store.path(&unit(1)), true));
    }
}
