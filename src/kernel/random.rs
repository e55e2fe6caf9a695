//! Addressed random numbers: a draw is found by its address, not by how many were drawn before it.
//!
//! The address is master seed, replication | source (a name), ordinal of the entity at its source | purpose, index.
//! None of them may depend on a decision: two layouts that ask at the same address meet the same number,
//! so the difference between them is a difference of layouts and not of luck.
//!
//! The strong part, Philox4x32-10 (Salmon et al. 2011), is paid once for an entity; a purpose costs one 64-bit finaliser;
//! a draw costs one step of SplitMix64 (Steele, Lea & Flood 2014).
//! Uniform, exponential and normal numbers take exactly one step each and rise with it (inversion).
//!
//! *Never:* a system's mathematics library (it differs in the last bit between machines), a shared stream, a global count of events.

mod normal;

use super::elementary::ln;
pub use normal::normal_quantile;
use rand::TryRng;
use std::convert::Infallible;

const SPLITMIX_STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// One block of Philox4x32 with ten rounds (Random123).
///
/// ```
/// use callout::kernel::random::philox4x32_10;
/// assert_eq!(philox4x32_10([0; 4], [0; 2]), [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]);
/// ```
#[inline]
pub fn philox4x32_10(counter: [u32; 4], key: [u32; 2]) -> [u32; 4] {
    let ([mut a, mut b, mut c, mut d], [mut k, mut l]) = (counter, key);
    for _ in 0..10 {
        let p = 0xd251_1f53 * a as u64;
        let q = 0xcd9e_8d57 * c as u64;
        (a, b, c, d) = ((q >> 32) as u32 ^ b ^ k, q as u32, (p >> 32) as u32 ^ d ^ l, p as u32);
        (k, l) = (k.wrapping_add(0x9e37_79b9), l.wrapping_add(0xbb67_ae85));
    }
    [a, b, c, d]
}

/// A stable 64-bit key of a name: the first eight bytes of its BLAKE3 hash, the lowest first.
pub fn name_key(name: &str) -> u64 {
    let hash = blake3::hash(name.as_bytes());
    u64::from_le_bytes(hash.as_bytes()[..8].try_into().expect("a hash is 32 bytes long"))
}

/// The root of all chance in one replication.
///
/// ```
/// use callout::kernel::random::{Seed, name_key};
/// let zone = Seed::new(42, 0).source(name_key("zone Jinan, washers"));
/// let seventh_call = zone.entity(7);
/// let (work, patience) = (seventh_call.draws(0, 0).exponential(), seventh_call.draws(1, 0).uniform());
/// assert_eq!(work, Seed::new(42, 0).source(name_key("zone Jinan, washers")).entity(7).draws(0, 0).exponential());
/// assert_ne!(work, patience);
/// ```
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Seed([u32; 2]);

impl Seed {
    /// The root of replication `replication` under the user's seed `master`.
    pub fn new(master: u64, replication: u32) -> Seed {
        let [a, b, ..] = philox4x32_10([replication, 0, 0, 0], halves(master));
        Seed([a, b])
    }

    /// Where the entities called `name` come from (see [`name_key`]).
    #[inline]
    pub fn source(self, name: u64) -> Source {
        Source { seed: self.0, name }
    }
}

/// A stream of entities: calls of a zone, technicians of a centre, days of a month.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Source {
    seed: [u32; 2],
    name: u64,
}

impl Source {
    /// The key of the entity with this number at the source; it is never to depend on what other sources did.
    #[inline]
    pub fn entity(self, ordinal: u64) -> Key {
        let ([a, b], [c, d]) = (halves(ordinal), halves(self.name));
        let [low, high, ..] = philox4x32_10([a, b, c, d], self.seed);
        Key((high as u64) << 32 | low as u64)
    }
}

/// Everything that chance holds for one entity.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Key(pub u64);

impl Key {
    /// The entity's draws for a purpose (work time, place, patience ...); `index` counts visits, attempts or days.
    #[inline]
    pub fn draws(self, purpose: u32, index: u32) -> Draws {
        let address = (purpose as u64) << 32 | index as u64;
        // Another finaliser than that of the draws, so that no address equals a step along a stream.
        Draws { state: murmur(self.0.wrapping_add(address.wrapping_mul(0xd134_2543_de82_ef95))) }
    }
}

/// The draws at one address, one after the other.
///
/// It is a [`rand::Rng`]; mind that the laws of `rand_distr` use the system's logarithm as soon as any dependency
/// switches `num-traits/std` on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draws {
    state: u64,
}

impl Draws {
    #[inline]
    fn step(&mut self) -> u64 {
        self.state = self.state.wrapping_add(SPLITMIX_STEP);
        let mut z = self.state;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    /// Uniform on [0, 1), 52 bits.
    #[inline]
    pub fn uniform(&mut self) -> f64 {
        fraction(self.step())
    }

    /// Uniform on (0, 1), 52 bits: neither 0 nor 1 comes out, and p is as likely as 1 - p.
    #[inline]
    pub fn open(&mut self) -> f64 {
        open(self.step())
    }

    /// Exponential with mean 1: -ln(1 - u).
    #[inline]
    pub fn exponential(&mut self) -> f64 {
        // 1 - u by the complement of its bits: it lets the draw rise with the uniform number.
        -ln(open(!self.step()))
    }

    /// Standard normal, by inversion.
    #[inline]
    pub fn normal(&mut self) -> f64 {
        normal_quantile(self.open())
    }

    /// Uniform on 0 .. n; the bias is below n / 2^64.
    ///
    /// # Panics
    /// If `n` is 0.
    #[inline]
    pub fn below(&mut self, n: u32) -> u32 {
        assert!(n > 0, "a choice needs at least one option");
        ((self.step() as u128 * n as u128) >> 64) as u32
    }
}

/// The upper 52 bits as a fraction.
#[inline]
fn fraction(bits: u64) -> f64 {
    // Behind the exponent of 1. A conversion from whole numbers would wait for the float computed before it, whatever that is, since it
    // leaves half of its register as it was.
    f64::from_bits(1f64.to_bits() | bits >> 12) - 1.0
}

/// The middle between two fractions.
#[inline]
fn open(bits: u64) -> f64 {
    fraction(bits) + 0.5 * f64::EPSILON
}

impl TryRng for Draws {
    type Error = Infallible;

    #[inline]
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok((self.step() >> 32) as u32)
    }

    #[inline]
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.step())
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        rand::rand_core::utils::fill_bytes_via_next_word(bytes, || Ok(self.step()))
    }
}

#[inline]
fn halves(word: u64) -> [u32; 2] {
    [word as u32, (word >> 32) as u32]
}

/// The finaliser of MurmurHash3.
#[inline]
fn murmur(mut z: u64) -> u64 {
    z = (z ^ z >> 33).wrapping_mul(0xff51_afd7_ed55_8ccd);
    z = (z ^ z >> 33).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    z ^ z >> 33
}

#[cfg(test)]
mod tests;
