//! Tidy tables that are written twice: as CSV and as Parquet, with the same names and values.
//!
//! *Knows:* columns of numbers and words.
//! *Never:* what they mean.

use parquet::basic::{LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;
use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;

/// A column of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Column {
    /// Numbers; `None` where there is no data.
    Numbers(Vec<Option<f64>>),
    /// Whole numbers.
    Whole(Vec<i64>),
    /// Words.
    Words(Vec<String>),
}

/// A table: names of the columns, and columns of the same length.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Frame(pub Vec<(String, Column)>);

impl Column {
    fn len(&self) -> usize {
        match self {
            Column::Numbers(values) => values.len(),
            Column::Whole(values) => values.len(),
            Column::Words(values) => values.len(),
        }
    }

    fn cell(&self, row: usize) -> String {
        match self {
            Column::Numbers(values) => values[row].map_or(String::new(), |value| value.to_string()),
            Column::Whole(values) => values[row].to_string(),
            Column::Words(values) => values[row].clone(),
        }
    }

    /// Words as numbers if all of them are numbers.
    pub fn of_words(words: Vec<String>) -> Column {
        let numbers: Option<Vec<f64>> =
            words.iter().map(|word| word.parse().ok().filter(|number: &f64| number.is_finite())).collect();
        match numbers {
            Some(numbers) if !words.is_empty() => Column::Numbers(numbers.into_iter().map(Some).collect()),
            _ => Column::Words(words),
        }
    }
}

impl Frame {
    /// Adds a column.
    pub fn push(&mut self, name: impl Into<String>, column: Column) {
        self.0.push((name.into(), column));
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.0.first().map_or(0, |(_, column)| column.len())
    }

    /// The rows with numbers `from` to `to`, the last not in it.
    fn between(&self, from: usize, to: usize) -> Frame {
        let cut = |column: &Column| match column {
            Column::Numbers(values) => Column::Numbers(values[from..to].to_vec()),
            Column::Whole(values) => Column::Whole(values[from..to].to_vec()),
            Column::Words(values) => Column::Words(values[from..to].to_vec()),
        };
        Frame(self.0.iter().map(|(name, column)| (name.clone(), cut(column))).collect())
    }

    /// Writes the table as `stem`.csv and `stem`.parquet into a directory.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub fn write(&self, dir: &Path, stem: &str) -> io::Result<()> {
        let mut out = FrameFile::create(dir, stem, self)?;
        out.append(self)?;
        out.finish()
    }
}

/// Rows of a group in a Parquet file.
const GROUP: usize = 65_536;

/// A table that is written piece by piece.
pub struct FrameFile {
    csv: csv::Writer<File>,
    parquet: SerializedFileWriter<File>,
    waiting: Option<Frame>,
}

impl FrameFile {
    /// Begins `stem`.csv and `stem`.parquet in a directory, with the columns of `like`.
    ///
    /// # Errors
    /// If a file cannot be made.
    pub fn create(dir: &Path, stem: &str, like: &Frame) -> io::Result<FrameFile> {
        let mut csv = csv::Writer::from_path(dir.join(format!("{stem}.csv")))?;
        csv.write_record(like.0.iter().map(|(name, _)| name))?;
        let field = |(name, column): &(String, Column)| {
            let (physical, logical) = match column {
                Column::Numbers(_) => (Physical::DOUBLE, None),
                Column::Whole(_) => (Physical::INT64, None),
                Column::Words(_) => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            };
            let repetition = if matches!(column, Column::Numbers(_)) { Repetition::OPTIONAL } else { Repetition::REQUIRED };
            Type::primitive_type_builder(name, physical)
                .with_repetition(repetition)
                .with_logical_type(logical)
                .build()
                .map(Arc::new)
        };
        let fields = like.0.iter().map(field).collect::<Result<Vec<_>, _>>().map_err(refused)?;
        let schema = Type::group_type_builder("callout").with_fields(fields).build().map_err(refused)?;
        let properties = WriterProperties::builder().set_created_by("callout".to_owned()).build();
        let file = File::create(dir.join(format!("{stem}.parquet")))?;
        let parquet = SerializedFileWriter::new(file, Arc::new(schema), Arc::new(properties)).map_err(refused)?;
        Ok(FrameFile { csv, parquet, waiting: None })
    }

    /// Adds rows.
    ///
    /// # Errors
    /// If they cannot be written.
    pub fn append(&mut self, rows: &Frame) -> io::Result<()> {
        for row in 0..rows.rows() {
            self.csv.write_record(rows.0.iter().map(|(_, column)| column.cell(row)))?;
        }
        // Groups have the same rows however the rows come.
        let mut all = self.waiting.take().unwrap_or_default().then(rows);
        while all.rows() >= GROUP {
            self.group(&all.between(0, GROUP)).map_err(refused)?;
            all = all.between(GROUP, all.rows());
        }
        self.waiting = Some(all);
        Ok(())
    }

    /// Writes what is left.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn finish(mut self) -> io::Result<()> {
        if let Some(rest) = self.waiting.take().filter(|rest| rest.rows() > 0) {
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
                Column::Numbers(values) => {
                    let levels: Vec<i16> = values.iter().map(|value| i16::from(value.is_some())).collect();
                    let present: Vec<f64> = values.iter().filter_map(|value| *value).collect();
                    out.typed::<DoubleType>().write_batch(&present, Some(&levels), None)?;
                }
                Column::Whole(values) => {
                    out.typed::<Int64Type>().write_batch(values, None, None)?;
                }
                Column::Words(values) => {
                    let bytes: Vec<ByteArray> = values.iter().map(|word| ByteArray::from(word.as_str())).collect();
                    out.typed::<ByteArrayType>().write_batch(&bytes, None, None)?;
                }
            }
            out.close()?;
        }
        group.close().map(|_| ())
    }
}

impl Frame {
    /// These rows and those after them.
    fn then(self, after: &Frame) -> Frame {
        if self.0.is_empty() {
            return after.clone();
        }
        let joined = |(mut column, after): (Column, &Column)| {
            match (&mut column, after) {
                (Column::Numbers(all), Column::Numbers(more)) => all.extend(more),
                (Column::Whole(all), Column::Whole(more)) => all.extend(more),
                (Column::Words(all), Column::Words(more)) => all.extend(more.iter().cloned()),
                _ => panic!("rows of one table have the same columns"),
            }
            column
        };
        Frame(self.0.into_iter().zip(&after.0).map(|((name, column), (_, more))| (name, joined((column, more)))).collect())
    }
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
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;

    #[test]
    fn both_files_hold_the_same() {
        let mut frame = Frame::default();
        frame.push("place", Column::Words(vec!["青岛".to_owned(), "a,\"b\"".to_owned(), String::new()]));
        frame.push("n", Column::Whole(vec![1, -2, i64::MAX]));
        frame.push("x", Column::Numbers(vec![Some(1.0 / 3.0), None, Some(-0.0)]));
        let dir = tempfile::tempdir().unwrap();
        frame.write(dir.path(), "t").unwrap();
        let text = std::fs::read_to_string(dir.path().join("t.csv")).unwrap();
        assert_eq!(text, "place,n,x\n青岛,1,0.3333333333333333\n\"a,\"\"b\"\"\",-2,\n,9223372036854775807,-0\n");
        let reader = SerializedFileReader::new(File::open(dir.path().join("t.parquet")).unwrap()).unwrap();
        let rows: Vec<Vec<Field>> = reader
            .get_row_iter(None)
            .unwrap()
            .map(|row| row.unwrap().into_columns().into_iter().map(|(_, field)| field).collect())
            .collect();
        assert_eq!(rows[0], [Field::Str("青岛".to_owned()), Field::Long(1), Field::Double(1.0 / 3.0)]);
        assert_eq!(rows[1], [Field::Str("a,\"b\"".to_owned()), Field::Long(-2), Field::Null]);
        assert_eq!(rows.len(), 3);
    }

    #[test]
    fn pieces_make_the_same_file_as_the_whole() {
        let frame = |from: i64, to: i64| {
            let mut frame = Frame::default();
            frame.push("n", Column::Whole((from..to).collect()));
            frame.push("x", Column::of_words((from..to).map(|n| format!("{}.5", n)).collect()));
            frame
        };
        let dir = tempfile::tempdir().unwrap();
        frame(0, 150_000).write(dir.path(), "whole").unwrap();
        let mut pieces = FrameFile::create(dir.path(), "pieces", &frame(0, 1)).unwrap();
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
