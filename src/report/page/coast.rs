//! Land for maps: rings of Natural Earth 1:50m (public domain), cut to a window.
//!
//! *Knows:* longitude and latitude [degrees].
//! *Never:* borders of countries.

/// Steps to a degree in the file.
const STEPS: f64 = 200.0;

/// Made by `assets/make-coast.py`.
static RINGS: &[u8] = include_bytes!("assets/coast.bin");

/// A stretch of the earth [degrees].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Window {
    /// West and south.
    pub low: [f64; 2],
    /// East and north.
    pub high: [f64; 2],
}

/// Windows smaller than this [degrees] get no land: its outline is right to some 5 km.
const FINEST: f64 = 1.0;

impl Window {
    /// The window that holds all points, with room around them; `None` without points, or where land would be too coarse.
    pub fn around(points: impl Iterator<Item = [f64; 2]>) -> Option<Window> {
        let [mut low, mut high] = [[f64::INFINITY; 2], [f64::NEG_INFINITY; 2]];
        for point in points {
            for side in 0..2 {
                (low[side], high[side]) = (low[side].min(point[side]), high[side].max(point[side]));
            }
        }
        let size = (high[0] - low[0]).max(high[1] - low[1]);
        // Charts may be far wider than high: there is land beyond the points.
        let room = 1.5 * size;
        (size >= FINEST).then(|| Window { low: low.map(|of| of - room), high: high.map(|of| of + room) })
    }
}

/// Rings of land in a window, as (longitude, latitude).
pub fn land(window: Window) -> Vec<Vec<[f64; 2]>> {
    rings().map(|ring| cut(ring, window)).filter(|ring| ring.len() > 2).collect()
}

/// All rings of the file.
fn rings() -> impl Iterator<Item = Vec<[f64; 2]>> {
    let mut bytes = RINGS.iter().copied();
    let mut next = move || {
        let (mut value, mut shift) = (0_i64, 0);
        loop {
            let byte = bytes.next()?;
            value |= i64::from(byte & 127) << shift;
            shift += 7;
            if byte < 128 {
                return Some((value >> 1) ^ -(value & 1));
            }
        }
    };
    std::iter::from_fn(move || {
        let points = next()?;
        let (mut x, mut y) = (0, 0);
        let mut point = || {
            x += next()?;
            y += next()?;
            Some([x as f64 / STEPS, y as f64 / STEPS])
        };
        (0..points).map(|_| point()).collect()
    })
}

/// The part of a ring inside a window, side by side (Sutherland & Hodgman 1974).
fn cut(ring: Vec<[f64; 2]>, window: Window) -> Vec<[f64; 2]> {
    let mut ring = ring;
    for side in 0..2 {
        ring = beyond(&ring, side, |value| value >= window.low[side], window.low[side]);
        ring = beyond(&ring, side, |value| value <= window.high[side], window.high[side]);
    }
    ring
}

/// The part of a ring on one side of a line.
fn beyond(ring: &[[f64; 2]], side: usize, inside: impl Fn(f64) -> bool, line: f64) -> Vec<[f64; 2]> {
    let mut kept = Vec::new();
    for (at, &to) in ring.iter().enumerate() {
        let from = ring[(at + ring.len() - 1) % ring.len()];
        if inside(from[side]) != inside(to[side]) {
            let part = (line - from[side]) / (to[side] - from[side]);
            let other = 1 - side;
            let mut crossing = [line; 2];
            crossing[other] = from[other] + part * (to[other] - from[other]);
            kept.push(crossing);
        }
        if inside(to[side]) {
            kept.push(to);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Twice the area of a ring, without its sign.
    fn area(ring: &[[f64; 2]]) -> f64 {
        let edge = |at: usize| {
            let (a, b) = (ring[at], ring[(at + 1) % ring.len()]);
            a[0] * b[1] - b[0] * a[1]
        };
        (0..ring.len()).map(edge).sum::<f64>().abs()
    }

    #[test]
    fn a_ring_is_cut_to_its_window() {
        let window = Window { low: [0.0, 0.0], high: [2.0, 1.0] };
        let diamond = vec![[1.0, -1.0], [3.0, 0.5], [1.0, 2.0], [-1.0, 0.5]];
        let kept = cut(diamond, window);
        assert!(kept.iter().all(|[x, y]| (0.0..=2.0).contains(x) && (0.0..=1.0).contains(y)));
        assert!((area(&kept) - 2.0 * 2.0).abs() < 1e-9, "{kept:?}");
        assert!(cut(vec![[5.0, 5.0], [6.0, 5.0], [6.0, 6.0]], window).is_empty());
    }

    #[test]
    fn the_file_holds_the_continents() {
        let all: Vec<_> = rings().collect();
        assert!(all.len() > 1000 && all.iter().all(|ring| ring.len() > 3));
        let near = |lon: f64, lat: f64| {
            let half = 0.01;
            let window = Window { low: [lon - half, lat - half], high: [lon + half, lat + half] };
            land(window).iter().map(|ring| area(ring)).sum::<f64>() / (2.0 * 4.0 * half * half)
        };
        // Jinan lies on land, the middle of the Yellow Sea does not.
        assert!((near(117.0, 36.65) - 1.0).abs() < 1e-6);
        assert!(near(123.5, 35.5) < 1e-6);
    }

    #[test]
    fn a_town_gets_no_land() {
        assert_eq!(Window::around([[117.0, 36.6], [117.3, 36.7]].into_iter()), None);
        assert!(Window::around([[115.0, 34.6], [122.0, 38.0]].into_iter()).is_some());
        assert_eq!(Window::around(std::iter::empty()), None);
    }
}
