//! What a table is before it has rows: its files, what a row is, and its columns with sort, unit and meaning, declared once for
//! headers, Parquet, README.txt and the data dictionary.

use super::Frame;
use super::file::FrameFile;
use crate::record::figure::FIGURES;
use crate::record::ledger::{Account, Group};
use crate::record::nature::Side;
use crate::report::number::unit_key;
use std::borrow::Cow;
use std::io;
use std::path::Path;

/// Stands for the label of the scenario's money where a unit is declared.
pub const CURRENCY: &str = "currency";

/// Sorts of columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Sort {
    Number,
    Whole,
    Money,
    Moment,
    Truth,
    Words,
}

impl Sort {
    /// Its name in the data dictionary.
    pub fn key(self) -> &'static str {
        match self {
            Sort::Number => "float64",
            Sort::Whole => "int64",
            Sort::Money => "decimal(18,4)",
            Sort::Moment => "timestamp",
            Sort::Truth => "boolean",
            Sort::Words => "text",
        }
    }
}

/// The values of a column that names what other columns hold.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// Any.
    Any,
    /// Keys of figures.
    Figures,
    /// Keys of accounts.
    Accounts,
    /// Groups of accounts.
    Groups,
    /// These: value, unit, meaning.
    Listed(Vec<[String; 3]>),
    /// These, without units: value, meaning.
    Known(&'static [(&'static str, &'static str)]),
}

/// A column before it has rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Name in both files.
    pub name: Cow<'static, str>,
    /// Sort of its values.
    pub sort: Sort,
    /// Unit as in files; empty for none, [`CURRENCY`] for money.
    pub unit: Cow<'static, str>,
    /// What it means, in sentences.
    pub meaning: Cow<'static, str>,
    /// What its values mean.
    pub values: Values,
}

const fn field(name: &'static str, sort: Sort, unit: &'static str, meaning: &'static str) -> Field {
    Field { name: Cow::Borrowed(name), sort, unit: Cow::Borrowed(unit), meaning: Cow::Borrowed(meaning), values: Values::Any }
}

impl Field {
    /// A number with its unit.
    pub const fn number(name: &'static str, unit: &'static str, meaning: &'static str) -> Field {
        field(name, Sort::Number, unit, meaning)
    }

    /// A whole number with its unit.
    pub const fn whole(name: &'static str, unit: &'static str, meaning: &'static str) -> Field {
        field(name, Sort::Whole, unit, meaning)
    }

    /// Exact money.
    pub const fn money(name: &'static str, meaning: &'static str) -> Field {
        field(name, Sort::Money, CURRENCY, meaning)
    }

    /// A local date and time.
    pub const fn moment(name: &'static str, meaning: &'static str) -> Field {
        field(name, Sort::Moment, "", meaning)
    }

    /// Whether something is so.
    pub const fn truth(name: &'static str, meaning: &'static str) -> Field {
        field(name, Sort::Truth, "", meaning)
    }

    /// Words.
    pub const fn words(name: &'static str, meaning: &'static str) -> Field {
        field(name, Sort::Words, "", meaning)
    }

    /// Words that are one of these.
    pub const fn one_of(name: &'static str, values: Values, meaning: &'static str) -> Field {
        Field { name: Cow::Borrowed(name), sort: Sort::Words, unit: Cow::Borrowed(""), meaning: Cow::Borrowed(meaning), values }
    }

    /// A column whose name is not known before the scenario is read.
    pub fn named(name: impl Into<String>, unit: impl Into<String>, meaning: impl Into<String>) -> Field {
        let [name, unit, meaning] = [name.into(), unit.into(), meaning.into()].map(Cow::Owned);
        Field { name, sort: Sort::Number, unit, meaning, values: Values::Any }
    }

    /// Its unit, money by its label.
    pub fn unit_in<'a>(&'a self, currency: &'a str) -> &'a str {
        if self.unit == CURRENCY { currency } else { &self.unit }
    }
}

/// A table before it has rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    /// Name of its files, without .csv and .parquet.
    pub stem: &'static str,
    /// What stands in it.
    pub title: &'static str,
    /// Its columns.
    pub fields: Cow<'static, [Field]>,
}

impl Form {
    /// The form of a table that there is.
    pub fn of(stem: &'static str, title: &'static str, frame: &Frame) -> Form {
        Form { stem, title, fields: Cow::Owned(frame.fields()) }
    }

    /// The table without rows.
    pub fn frame(&self) -> Frame {
        Frame::empty(&self.fields)
    }

    /// Begins its files in a directory.
    ///
    /// # Errors
    /// If a file cannot be made.
    pub fn open(&self, dir: &Path) -> io::Result<FrameFile> {
        FrameFile::create(dir, self.stem, &self.fields)
    }
}

const DICTIONARY: [Field; 6] = [
    Field::words("file", "Name of the table's files, without .csv and .parquet."),
    Field::words("column", "Column."),
    Field::words("value", "Value of the column that the row explains; empty where it explains the column itself."),
    Field::words("type", "Type of the column in Parquet."),
    Field::words("unit", "Unit of the column, or of what the value names."),
    Field::words("meaning", "Meaning, formula, window."),
];

/// Name of the data dictionary.
pub const DICTIONARY_FILE: &str = "data-dictionary.csv";

/// The data dictionary as CSV: a row for each column of each table, and for each value that names a figure, an account or the like.
pub fn dictionary<'f>(forms: impl IntoIterator<Item = &'f Form>, currency: &str) -> String {
    let mut frame = Frame::empty(&DICTIONARY);
    for form in forms {
        for field in form.fields.iter() {
            let mut row = |value: &str, unit: &str, meaning: &str| {
                frame.row([
                    form.stem.into(),
                    field.name.as_ref().into(),
                    value.into(),
                    field.sort.key().into(),
                    unit.into(),
                    meaning.into(),
                ]);
            };
            row("", field.unit_in(currency), &field.meaning);
            meanings(&field.values, currency).iter().for_each(|[value, unit, meaning]| row(value, unit, meaning));
        }
    }
    frame.csv()
}

/// Value, unit and meaning of the values that are known.
pub fn meanings(values: &Values, currency: &str) -> Vec<[String; 3]> {
    match values {
        Values::Any => Vec::new(),
        Values::Listed(listed) => listed.clone(),
        Values::Known(known) => known.iter().map(|(value, meaning)| [value, "", meaning].map(|text| text.to_owned())).collect(),
        Values::Figures => {
            let of = |figure: &crate::record::figure::Figure| {
                [figure.key.to_owned(), unit_key(figure.unit, currency), figure.meaning.to_owned()]
            };
            FIGURES.iter().map(of).collect()
        }
        Values::Accounts => {
            let of = |account: &Account| {
                let meaning = format!("({}) {}", account.group().key(), account.meaning());
                [account.key().to_owned(), currency.to_owned(), meaning]
            };
            Account::ALL.iter().map(of).collect()
        }
        Values::Groups => {
            let all = Account::ALL.iter().map(|account| account.group());
            let groups = all.fold(Vec::new(), |mut known: Vec<Group>, group| {
                known.extend((!known.contains(&group)).then_some(group));
                known
            });
            groups.iter().map(|group| [group.key(), "", side(*group)].map(str::to_owned)).collect()
        }
    }
}

/// What the money of a group is.
fn side(group: Group) -> &'static str {
    match group.side() {
        Side::Cost => "Accounts of cost.",
        Side::Revenue => "Accounts of revenue.",
        Side::Apart => "Accounts that stand apart: no cash, in no total.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dictionary_explains_columns_and_their_values() {
        static FIELDS: [Field; 3] = [
            Field::one_of("side", Values::Known(&[("own", "Ours.")]), "Whose it is."),
            Field::money("money", "Sum."),
            Field::number("wait", "h", "Wait, with \"quotes\"."),
        ];
        let form = Form { stem: "t", title: "a table", fields: Cow::Borrowed(&FIELDS) };
        let expected = "file,column,value,type,unit,meaning\n\
            t,side,,text,,Whose it is.\n\
            t,side,own,text,,Ours.\n\
            t,money,,\"decimal(18,4)\",CNY,Sum.\n\
            t,wait,,float64,h,\"Wait, with \"\"quotes\"\".\"\n";
        assert_eq!(dictionary([&form], "CNY"), expected);
    }
}
