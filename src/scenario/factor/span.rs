//! A factor on one line: `KEY=LOW..HIGH`, or `KEY*=LOW..HIGH` to multiply.

use super::{Factor, Levels, Range, steps};
use crate::scenario::complaint::{Place, Sources};
use crate::scenario::explain;
use crate::scenario::tree::setting::equals_sign;
use crate::scenario::units::{Quantity, quantity};

impl Factor {
    /// The factor that `written` means: a key path with the lowest and the highest value, each with its unit or none. Whole numbers only,
    /// where the key takes no others.
    ///
    /// # Errors
    /// What is wrong with it, and how to mend it.
    pub fn between(written: &str) -> Result<Factor, (String, String)> {
        let misread = |fault: String| {
            (fault, "write KEY=LOW..HIGH, such as partner.shop.fee.repair=50..150, or KEY*=0.8..1.2 to multiply".to_owned())
        };
        let sign = equals_sign(written).ok_or_else(|| misread(format!("`{written}` has no `=`")))?;
        let path = written[..sign].strip_suffix('*').filter(|path| !path.trim_end().ends_with('.'));
        let (key, times) = (path.unwrap_or(&written[..sign]).trim(), path.is_some());
        let steps = steps(key).ok_or_else(|| misread(format!("cannot read `{key}` as a key path")))?;
        let ends = written[sign + 1..].split_once("..");
        let (low, high) = ends.ok_or_else(|| misread(format!("`{written}` gives no range")))?;
        let plain = |text: &str| text.trim().trim_matches('"').to_owned();
        let read = |text: &str| quantity(&plain(text)).ok_or_else(|| misread(format!("cannot read `{}` as a number", text.trim())));
        let (low, high) = (read(low)?, read(high)?);
        let unit = unit(&low, &high).ok_or_else(|| misread(format!("the ends of `{written}` have different units")))?;
        let (low, high) = (low.number, high.number);
        if low >= high {
            return Err((
                format!("the range of `{key}` is empty: {low} is not below {high}"),
                "give the lower value first".to_owned(),
            ));
        }
        let whole = !times && explain::is_whole(&steps);
        if whole && [low, high].iter().any(|end| end.fract() != 0.0) {
            return Err((format!("`{key}` takes whole numbers only"), "give whole numbers as ends".to_owned()));
        }
        if times && !unit.is_empty() {
            return Err(misread(format!("`{written}` multiplies with a unit")));
        }
        let levels = Levels::Range(Range { low, high, unit, whole, log: false, levels: None });
        let place = Place::whole(Sources::default().add("", written));
        Ok(Factor { name: key.to_owned(), keys: vec![key.to_owned()], times, levels, place })
    }
}

/// The unit of a range; it may stand at its high end only.
fn unit(low: &Quantity, high: &Quantity) -> Option<String> {
    (low.unit == high.unit || low.unit.is_empty()).then(|| high.unit.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sets(written: &str, number: f64) -> String {
        let factor = Factor::between(written).unwrap();
        let value = factor.at(number);
        factor.sets(&value).next().unwrap()
    }

    #[test]
    fn ranges_are_read_with_their_units() {
        assert_eq!(sets("partner.a.fee.repair=50..150", 77.123_456), "partner.a.fee.repair=77.1235");
        assert_eq!(sets("grade.*.wage*=0.8..1.2", 1.0 / 3.0), "grade.*.wage*=0.333333");
        assert_eq!(sets("kind.k.work=20..40 min", 30.0), "kind.k.work=\"30 min\"");
        assert_eq!(sets("layout.own.centre.a.team.t.technicians=2..8", 3.4), "layout.own.centre.a.team.t.technicians=3");
        assert_eq!(sets("scenario.drain=\"1 d\"..\"3 d\"", 2.5), "scenario.drain=\"2.5 d\"");
    }

    #[test]
    fn ranges_that_are_none_are_refused() {
        let fault = |written: &str| Factor::between(written).unwrap_err().0;
        assert_eq!(fault("grade.a.wage"), "`grade.a.wage` has no `=`");
        assert_eq!(fault("grade.a.wage=5"), "`grade.a.wage=5` gives no range");
        assert_eq!(fault("grade.a.wage=5..x"), "cannot read `x` as a number");
        assert_eq!(fault("grade.a.wage=5..5"), "the range of `grade.a.wage` is empty: 5 is not below 5");
        assert_eq!(fault("kind.k.work=1 min..2 h"), "the ends of `kind.k.work=1 min..2 h` have different units");
        assert_eq!(fault("centre.a.team.t.technicians=1.5..3"), "`centre.a.team.t.technicians` takes whole numbers only");
        assert_eq!(fault("grade.a.wage*=1 h..2 h"), "`grade.a.wage*=1 h..2 h` multiplies with a unit");
    }
}
