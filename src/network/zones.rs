//! Demand areas and where in them a customer lives.

use crate::kernel::random::Draws;
use crate::scenario::schema;
use crate::scenario::units::Length;

/// A spot on the globe or the plane as Cartesian coordinates [km]: from the middle of the earth, or (x, y, 0).
pub type Site = [f64; 3];

/// Mean radius of the earth [km] (IUGG).
pub const EARTH_KM: f64 = 6371.0088;

/// A demand area.
#[derive(Debug, Clone)]
pub struct Zone {
    /// Name.
    pub name: String,
    /// Latitude and longitude [degrees], where the scenario gives them.
    pub lat_lon: Option<(f64, f64)>,
    /// Middle of the zone.
    pub middle: Site,
    /// Unit vector to the east.
    east: Site,
    /// Unit vector to the north.
    north: Site,
    /// How customers are spread round the middle.
    pub spread: Spread,
}

/// How customers are spread round the middle of a zone, evenly by area.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Spread {
    /// All in the middle.
    Point,
    /// Over a disc of this radius [km].
    Disc(f64),
    /// Over a rectangle of this width and height [km].
    Rectangle(f64, f64),
}

impl Zone {
    /// The zone of a checked scenario entry.
    pub fn new(name: &str, entry: &schema::Zone) -> Zone {
        let (middle, east, north) = frame(entry.lat, entry.lon, entry.x, entry.y);
        let spread = match (entry.spread, entry.width, entry.height) {
            (_, Some(width), Some(height)) => Spread::Rectangle(width.km(), height.km()),
            (Some(radius), _, _) if radius.km() > 0.0 => Spread::Disc(radius.km()),
            _ => Spread::Point,
        };
        Zone { name: name.to_owned(), lat_lon: entry.lat.zip(entry.lon), middle, east, north, spread }
    }

    /// A customer's place, drawn evenly over the zone. The disc is laid on the tangent plane, which is right to 0.01 % at 50 km.
    pub fn draw_site(&self, draws: &mut Draws) -> Site {
        let (east, north) = match self.spread {
            Spread::Point => return self.middle,
            Spread::Disc(radius) => {
                let r = radius * draws.uniform().sqrt();
                let angle = std::f64::consts::TAU * draws.uniform();
                (r * libm::cos(angle), r * libm::sin(angle))
            }
            Spread::Rectangle(width, height) => (width * (draws.uniform() - 0.5), height * (draws.uniform() - 0.5)),
        };
        std::array::from_fn(|i| self.middle[i] + east * self.east[i] + north * self.north[i])
    }
}

/// The site of a centre.
pub fn site(lat: Option<f64>, lon: Option<f64>, x: Option<Length>, y: Option<Length>) -> Site {
    frame(lat, lon, x, y).0
}

/// Site, east and north of a place given by latitude and longitude or on the plane.
fn frame(lat: Option<f64>, lon: Option<f64>, x: Option<Length>, y: Option<Length>) -> (Site, Site, Site) {
    let Some((lat, lon)) = lat.zip(lon) else {
        let km = |length: Option<Length>| length.map_or(0.0, |l| l.km());
        return ([km(x), km(y), 0.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]);
    };
    let (lat, lon) = (lat.to_radians(), lon.to_radians());
    let (sin_lat, cos_lat, sin_lon, cos_lon) = (libm::sin(lat), libm::cos(lat), libm::sin(lon), libm::cos(lon));
    let up = [cos_lat * cos_lon, cos_lat * sin_lon, sin_lat];
    let east = [-sin_lon, cos_lon, 0.0];
    let north = [-sin_lat * cos_lon, -sin_lat * sin_lon, cos_lat];
    (up.map(|c| c * EARTH_KM), east, north)
}
