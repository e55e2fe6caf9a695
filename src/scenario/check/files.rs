//! Rows of the CSV files that a layout names: traces of calls, and the travel matrix.

use super::network::Network;
use super::{Checker, some_of};
use crate::scenario::complaint::{Complaint, Place, SourceId};
use crate::scenario::read::Data;
use crate::scenario::schema::TravelFrom;
use crate::scenario::table::Grid;
use crate::scenario::table::files::Files;
use crate::scenario::table::rows::{self, MatrixRow, TraceRow};
use crate::scenario::units::Date;
use indexmap::IndexMap;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Typed rows, and where the two names of each stand.
type Rows<T> = Arc<(Arc<Vec<T>>, Vec<[Place; 2]>)>;

/// Rows that were read already, for layouts to share.
#[derive(Default)]
pub(in crate::scenario) struct Cache {
    traces: BTreeMap<(SourceId, Date), Rows<TraceRow>>,
    matrices: BTreeMap<SourceId, Rows<MatrixRow>>,
}

/// Reads all rows that the layout needs.
pub(super) fn read(c: &mut Checker<'_>, files: &mut Files<'_>) -> Data {
    let scenario = c.scenario;
    let mut data = Data::default();
    for (name, stream) in &scenario.stream {
        let Some(file) = &stream.trace else { continue };
        let Some(rows) = trace(c, files, &["stream", name, "trace"], file) else { continue };
        let known = |zone: &str| stream.zones.is_empty() || stream.zones.iter().any(|name| name == zone);
        let mut unknown = BTreeSet::new();
        for (row, places) in rows.0.iter().zip(&rows.1) {
            refer(c, places[0], "zone", &row.zone, &mut unknown);
            refer(c, places[1], "kind", &row.kind, &mut unknown);
            if !known(&row.zone) && c.has("zone", &row.zone) && unknown.insert(("listed", row.zone.clone())) {
                let fault = format!("the zone `{}` is none of the stream `{name}`", row.zone);
                c.complaints
                    .push(Complaint::at(places[0], fault).mend("add it to the `zones` of the stream, or leave `zones` out"));
            }
        }
        data.traces.insert(name.clone(), rows.0.clone());
    }
    if scenario.travel.from == TravelFrom::Matrix
        && let Some(file) = &scenario.travel.matrix
        && let Some(rows) = matrix(c, files, file)
    {
        let mut unknown = BTreeSet::new();
        let mut pairs = BTreeSet::new();
        for (row, places) in rows.0.iter().zip(&rows.1) {
            refer(c, places[0], "centre", &row.centre, &mut unknown);
            refer(c, places[1], "zone", &row.zone, &mut unknown);
            if !pairs.insert((&row.centre, &row.zone)) {
                let fault = format!("`{}` to `{}` is given twice", row.centre, row.zone);
                c.complaints.push(Complaint::at(places[0], fault).mend("keep one of the two rows"));
            }
        }
        data.matrix = rows.0.clone();
    }
    data
}

/// Complains of an unknown name, once for each name.
fn refer(c: &mut Checker<'_>, place: Place, section: &'static str, name: &str, unknown: &mut BTreeSet<(&'static str, String)>) {
    if !c.has(section, name) && !c.is_damaged(section, "") && unknown.insert((section, name.to_owned())) {
        let mend = c.suggest(name, c.names(section));
        c.complaints.push(Complaint { mend, ..Complaint::at(place, format!("there is no {section} `{name}`")) });
    }
}

/// The file that is named at `path`.
fn open(c: &mut Checker<'_>, files: &mut Files<'_>, path: &[&str], file: &str) -> Option<SourceId> {
    let place = c.find(path).map_or(c.tree.place, |node| node.place);
    files.csv(file, place)
}

fn trace(c: &mut Checker<'_>, files: &mut Files<'_>, path: &[&str], file: &str) -> Option<Rows<TraceRow>> {
    let source = open(c, files, path, file)?;
    let key = (source, c.scenario.scenario.start);
    if let Some(rows) = files.cache.traces.get(&key) {
        return Some(rows.clone());
    }
    let text = files.sources.get(source).clone();
    let grid = Grid::new(&text.text, source, &mut files.complaints);
    let mut rows = rows::trace(&grid, key.1, &mut files.complaints);
    // Equal times keep the order of the file.
    rows.sort_by_key(|(row, _)| row.at.span());
    let (rows, places): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
    let rows = Arc::new((Arc::new(rows), places));
    files.cache.traces.insert(key, rows.clone());
    Some(rows)
}

fn matrix(c: &mut Checker<'_>, files: &mut Files<'_>, file: &str) -> Option<Rows<MatrixRow>> {
    let source = open(c, files, &["travel", "matrix"], file)?;
    if let Some(rows) = files.cache.matrices.get(&source) {
        return Some(rows.clone());
    }
    let text = files.sources.get(source).clone();
    let grid = Grid::new(&text.text, source, &mut files.complaints);
    let (rows, places): (Vec<_>, Vec<_>) = rows::matrix(&grid, &mut files.complaints).into_iter().unzip();
    let rows = Arc::new((Arc::new(rows), places));
    files.cache.matrices.insert(source, rows.clone());
    Some(rows)
}

/// Complains of ways that sourcing can use but the matrix does not know.
pub(super) fn check_matrix(c: &mut Checker<'_>, network: &Network<'_>, data: &Data) {
    if c.scenario.travel.from != TravelFrom::Matrix {
        return;
    }
    let known: BTreeSet<(&str, &str)> = data.matrix.iter().map(|row| (row.centre.as_str(), row.zone.as_str())).collect();
    let mut missing: IndexMap<&str, Vec<&str>> = IndexMap::new();
    for zone in c.scenario.zone.keys() {
        for centre in network.centres_for(zone) {
            if !known.contains(&(centre, zone)) {
                missing.entry(centre).or_default().push(zone);
            }
        }
    }
    for (centre, zones) in missing {
        let fault = format!("the matrix has no way from `{centre}` to {}", some_of(&zones, "zone"));
        c.complain(&["travel", "matrix"], fault, "add a row for each pair that sourcing can use".to_owned());
    }
}
