//! The quantiles of the standard normal law, without a system's mathematics library.
#![expect(clippy::excessive_precision, reason = "coefficients as published")]

use crate::kernel::elementary::ln;

/// The value that a standard normal number stays below with probability `p` in (0, 1); relative error about 1e-16.
///
/// Algorithm AS 241, PPND16 (Wichura 1988).
#[inline]
pub fn normal_quantile(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180625 - q * q;
        return q * ratio(r, &CENTRE);
    }
    normal_tail(p, q)
}

#[cold]
fn normal_tail(p: f64, q: f64) -> f64 {
    let r = (-ln(p.min(1.0 - p))).sqrt();
    let size = if r <= 5.0 { ratio(r - 1.6, &NEAR_TAIL) } else { ratio(r - 5.0, &FAR_TAIL) };
    size.copysign(q)
}

/// Numerator and denominator of a rational function, the highest power first.
type Ratio = [[f64; 8]; 2];

#[inline]
fn ratio(r: f64, [above, below]: &Ratio) -> f64 {
    // Pairs of powers, then pairs of pairs: terms that do not wait for each other.
    let (r2, r4) = (r * r, (r * r) * (r * r));
    let sum = |c: &[f64; 8]| {
        let low = (c[7] + c[6] * r) + (c[5] + c[4] * r) * r2;
        let high = (c[3] + c[2] * r) + (c[1] + c[0] * r) * r2;
        low + high * r4
    };
    sum(above) / sum(below)
}

const CENTRE: Ratio = [
    [
        2509.0809287301226727,
        33430.575583588128105,
        67265.770927008700853,
        45921.953931549871457,
        13731.693765509461125,
        1971.5909503065514427,
        133.14166789178437745,
        3.387132872796366608,
    ],
    [
        5226.495278852545925,
        28729.085735721942674,
        39307.89580009271061,
        21213.794301586595867,
        5394.1960214247511077,
        687.1870074920579083,
        42.313330701600911252,
        1.0,
    ],
];
const NEAR_TAIL: Ratio = [
    [
        7.7454501427834140764e-4,
        0.0227238449892691845833,
        0.24178072517745061177,
        1.27045825245236838258,
        3.64784832476320460504,
        5.7694972214606914055,
        4.6303378461565452959,
        1.42343711074968357734,
    ],
    [
        1.05075007164441684324e-9,
        5.475938084995344946e-4,
        0.0151986665636164571966,
        0.14810397642748007459,
        0.68976733498510000455,
        1.6763848301838038494,
        2.05319162663775882187,
        1.0,
    ],
];
const FAR_TAIL: Ratio = [
    [
        2.01033439929228813265e-7,
        2.71155556874348757815e-5,
        0.0012426609473880784386,
        0.026532189526576123093,
        0.29656057182850489123,
        1.7848265399172913358,
        5.4637849111641143699,
        6.6579046435011037772,
    ],
    [
        2.04426310338993978564e-15,
        1.4215117583164458887e-7,
        1.8463183175100546818e-5,
        7.868691311456132591e-4,
        0.0148753612908506148525,
        0.13692988092273580531,
        0.59983220655588793769,
        1.0,
    ],
];
