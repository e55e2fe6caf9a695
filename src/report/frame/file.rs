//! Both files of a table, written piece by piece.
//!
//! Parquet: numbers are DOUBLE, whole numbers INT64, money INT64 of logical type DECIMAL(18, 4), moments INT64 of logical type TIMESTAMP
//! (milliseconds, local), truths BOOLEAN, words BYTE_ARRAY of logical type STRING. Numbers, money and moments may be null.

use super::form::{Field, Sort};
use super::{Column, Frame};
use jiff::civil::DateTime;
use parquet::basic::{LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type;
use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;

/// Rows of a group in a Parquet file.
const GROUP: usize = 65_536;
/// Digits of money in Parquet, the decimals in it: as many as whole numbers of 64 bits hold.
const DIGITS: i32 = 18;
/// Decimals of money.
const DECIMALS: i32 = 4;

/// A table that is written piece by piece.
#[derive(Debug)]
pub struct FrameFile {
    csv: csv::Writer<File>,
    parquet: SerializedFileWriter<File>,
    waiting: Frame,
}

/// How a column stands in Parquet.
fn parquet_type(field: &Field) -> Result<Type, ParquetError> {
    let (physical, logical) = match field.sort {
        Sort::Number => (Physical::DOUBLE, None),
        Sort::Whole => (Physical::INT64, None),
        Sort::Money => (Physical::INT64, Some(LogicalType::decimal(DECIMALS, DIGITS))),
        Sort::Moment => (Physical::INT64, Some(LogicalType::timestamp(false, TimeUnit::MILLIS))),
        Sort::Truth => (Physical::BOOLEAN, None),
        Sort::Words => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
    };
    let nullable = matches!(field.sort, Sort::Number | Sort::Money | Sort::Moment);
    let mut of = Type::primitive_type_builder(&field.name, physical)
        .with_repetition(if nullable { Repetition::OPTIONAL } else { Repetition::REQUIRED })
        .with_logical_type(logical);
    if field.sort == Sort::Money {
        of = of.with_precision(DIGITS).with_scale(DECIMALS);
    }
    of.build()
}

impl FrameFile {
    /// Begins `stem`.csv and `stem`.parquet in a directory, with these columns.
    ///
    /// # Errors
    /// If a file cannot be made.
    pub fn create(dir: &Path, stem: &str, fields: &[Field]) -> io::Result<FrameFile> {
        let mut csv = csv::Writer::from_path(dir.join(format!("{stem}.csv")))?;
        csv.write_record(fields.iter().map(|field| field.name.as_ref()))?;
        let types: Result<Vec<_>, _> = fields.iter().map(|field| parquet_type(field).map(Arc::new)).collect();
        let schema = Type::group_type_builder("callout").with_fields(types.map_err(refused)?).build().map_err(refused)?;
        let properties = WriterProperties::builder().set_created_by("callout".to_owned()).build();
        let file = File::create(dir.join(format!("{stem}.parquet")))?;
        let parquet = SerializedFileWriter::new(file, Arc::new(schema), Arc::new(properties)).map_err(refused)?;
        Ok(FrameFile { csv, parquet, waiting: Frame::empty(fields) })
    }

    /// Adds rows.
    ///
    /// # Errors
    /// If they cannot be written.
    pub fn append(&mut self, rows: &Frame) -> io::Result<()> {
        rows.write_rows(&mut self.csv)?;
        self.waiting.extend(rows);
        // Groups have the same rows however the rows come.
        while self.waiting.rows() >= GROUP {
            let rest = self.waiting.between(GROUP, self.waiting.rows());
            let all = std::mem::replace(&mut self.waiting, rest);
            self.group(&all.between(0, GROUP)).map_err(refused)?;
        }
        Ok(())
    }

    /// Writes what is left.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn finish(mut self) -> io::Result<()> {
        let rest = std::mem::take(&mut self.waiting);
        if rest.rows() > 0 {
            self.group(&rest).map_err(refused)?;
        }
        self.csv.flush()?;
        self.parquet.close().map(|_| ()).map_err(refused)
    }

    fn group(&mut self, rows: &Frame) -> Result<(), ParquetError> {
        let mut group = self.parquet.next_row_group()?;
        for (_, column) in &rows.0 {
            let mut out = group.next_column()?.expect("the rows have the columns that were begun");
            match column {
                Column::Numbers(values) => present::<DoubleType>(&mut out, values.iter().copied())?,
                Column::Whole(values) => out.typed::<Int64Type>().write_batch(values, None, None)?,
                Column::Money(values) => present::<Int64Type>(&mut out, values.iter().map(|value| value.map(|money| money.0)))?,
                Column::Moments(values) => present::<Int64Type>(&mut out, values.iter().map(|value| value.map(since_1970)))?,
                Column::Truths(values) => out.typed::<BoolType>().write_batch(values, None, None)?,
                Column::Words(values) => {
                    let bytes: Vec<ByteArray> = values.iter().map(|word| ByteArray::from(word.as_str())).collect();
                    out.typed::<ByteArrayType>().write_batch(&bytes, None, None)?
                }
            };
            out.close()?;
        }
        group.close().map(|_| ())
    }
}

/// Writes values of which some are not there.
fn present<T: DataType>(
    out: &mut SerializedColumnWriter<'_>,
    values: impl Iterator<Item = Option<T::T>> + Clone,
) -> Result<usize, ParquetError> {
    let levels: Vec<i16> = values.clone().map(|value| i16::from(value.is_some())).collect();
    let present: Vec<T::T> = values.flatten().collect();
    out.typed::<T>().write_batch(&present, Some(&levels), None)
}

/// Local time since the start of 1970 [ms].
fn since_1970(at: DateTime) -> i64 {
    let span = at.duration_since(DateTime::constant(1970, 1, 1, 0, 0, 0, 0));
    span.as_secs() * 1000 + i64::from(span.subsec_millis())
}

fn refused(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(error) => io::Error::other(error),
        error => io::Error::other(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::money::Money;
    use crate::report::frame::Column;
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field as Read;

    #[test]
    fn both_files_hold_the_same() {
        let mut frame = Frame::default();
        frame.push(Field::words("place", ""), Column::Words(vec!["青岛".to_owned(), "a,\"b\"".to_owned(), String::new()]));
        frame.push(Field::whole("n", "", ""), Column::Whole(vec![1, -2, i64::MAX]));
        frame.push(Field::number("x", "", ""), Column::Numbers(vec![Some(1.0 / 3.0), None, Some(-0.0)]));
        frame.push(Field::money("money", ""), Column::Money(vec![Some(Money(-1_2345)), None, Some(Money(i64::from(i32::MAX)))]));
        let moment = jiff::civil::date(2026, 3, 1).at(8, 30, 0, 250_000_000);
        frame.push(
            Field::moment("at", ""),
            Column::Moments(vec![Some(moment), None, Some(jiff::civil::date(1969, 12, 31).at(23, 59, 59, 0))]),
        );
        frame.push(Field::truth("so", ""), Column::Truths(vec![true, false, true]));
        let dir = tempfile::tempdir().unwrap();
        frame.write(dir.path(), "t").unwrap();
        let text = std::fs::read_to_string(dir.path().join("t.csv")).unwrap();
        let expected = "place,n,x,money,at,so\n\
            青岛,1,0.3333333333333333,-1.2345,2026-03-01T08:30:00.25,true\n\
            \"a,\"\"b\"\"\",-2,,,,false\n\
            ,9223372036854775807,-0,214748.3647,1969-12-31T23:59:59,true\n";
        assert_eq!(text, expected);
        assert_eq!(frame.csv(), expected);
        let reader = SerializedFileReader::new(File::open(dir.path().join("t.parquet")).unwrap()).unwrap();
        let rows: Vec<Vec<Read>> = reader
            .get_row_iter(None)
            .unwrap()
            .map(|row| row.unwrap().into_columns().into_iter().map(|(_, field)| field).collect())
            .collect();
        assert_eq!(rows[0][..3], [Read::Str("青岛".to_owned()), Read::Long(1), Read::Double(1.0 / 3.0)]);
        assert_eq!(rows[1][..3], [Read::Str("a,\"b\"".to_owned()), Read::Long(-2), Read::Null]);
        // 2026-03-01 is day 20513 since 1970.
        let since = 20_513 * 86_400_000 + 8 * 3_600_000 + 30 * 60_000 + 250;
        assert_eq!(rows[0][4..], [Read::TimestampMillis(since), Read::Bool(true)]);
        assert_eq!(rows[1][3..], [Read::Null, Read::Null, Read::Bool(false)]);
        assert_eq!(rows[2][4], Read::TimestampMillis(-1000));
        assert_eq!(rows.iter().map(|row| row[3].to_string()).collect::<Vec<_>>(), ["-1.2345", "null", "214748.3647"]);
        assert_eq!(rows.len(), 3);
    }

    #[test]
    fn pieces_make_the_same_file_as_the_whole() {
        let frame = |from: i64, to: i64| {
            let mut frame = Frame::default();
            frame.push(Field::whole("n", "", ""), Column::Whole((from..to).collect()));
            frame.push(Field::number("x", "", ""), Column::of_words((from..to).map(|n| format!("{}.5", n)).collect()));
            frame
        };
        let dir = tempfile::tempdir().unwrap();
        frame(0, 150_000).write(dir.path(), "whole").unwrap();
        let mut pieces = FrameFile::create(dir.path(), "pieces", &frame(0, 1).fields()).unwrap();
        for from in (0..150_000).step_by(7_500) {
            pieces.append(&frame(from, from + 7_500)).unwrap();
        }
        pieces.finish().unwrap();
        for ending in ["csv", "parquet"] {
            let read = |stem: &str| std::fs::read(dir.path().join(format!("{stem}.{ending}"))).unwrap();
            assert!(read("whole") == read("pieces"), "{ending}");
        }
    }
}
