//! A table as Parquet, written a group of rows at a time.

use std::{
    io::{self, Write},
    sync::Arc,
};

use parquet::{
    basic::{Compression, LogicalType, Repetition, TimeUnit, Type as StoredAs},
    data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int64Type},
    errors::ParquetError,
    file::{
        properties::WriterProperties,
        writer::{SerializedColumnWriter, SerializedFileWriter},
    },
    schema::types::Type,
};

use crate::error::StoreErrorKind;

/// How many rows are kept before they are written: a file is written column by column, so some must be.
pub(crate) const ROWS_A_GROUP: usize = 10_000;

/// Where the bytes of a table go.
pub(crate) type Out<'w> = &'w mut (dyn Write + Send);

/// A table that is being written.
pub(crate) struct Table<'w, R> {
    columns: Vec<Column<R>>,
    writer: SerializedFileWriter<Out<'w>>,
    n_kept: usize,
}

impl<'w, R> Table<'w, R> {
    /// Begins a table. No two columns have the same name.
    pub(crate) fn new(out: Out<'w>, columns: Vec<Column<R>>) -> Result<Self, StoreErrorKind> {
        let fields: Result<Vec<_>, _> = columns.iter().map(|column| column.field().map(Arc::new)).collect();
        let schema = fields.and_then(|fields| Type::group_type_builder("schema").with_fields(fields).build());
        let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
        let begun = schema.and_then(|schema| SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties)));
        Ok(Self { columns, writer: begun.map_err(output)?, n_kept: 0 })
    }

    /// Adds a row.
    pub(crate) fn push(&mut self, row: &R) -> Result<(), StoreErrorKind> {
        for column in &mut self.columns {
            column.keep(row)?;
        }
        self.n_kept += 1;
        if self.n_kept == ROWS_A_GROUP { self.write_group().map_err(output) } else { Ok(()) }
    }

    /// Writes what is left and the end of the file, without which no program can read it.
    pub(crate) fn finish(mut self) -> Result<(), StoreErrorKind> {
        if self.n_kept > 0 {
            self.write_group().map_err(output)?;
        }
        self.writer.close().map(drop).map_err(output)
    }

    fn write_group(&mut self) -> Result<(), ParquetError> {
        let mut group = self.writer.next_row_group()?;
        for column in &mut self.columns {
            let writer = group.next_column()?.ok_or_else(|| ParquetError::General("a column too many".to_owned()))?;
            column.write(writer)?;
        }
        group.close()?;
        self.n_kept = 0;
        Ok(())
    }
}

/// A column: its name, how its cell is read from a row, and the cells that are not written yet. Any cell may be null.
pub(crate) struct Column<R> {
    name: String,
    cells: Cells<R>,
}

enum Cells<R> {
    Text(Kept<R, ByteArrayType>),
    Whole(Kept<R, Int64Type>),
    Instant(Kept<R, Int64Type>),
    Fraction(Kept<R, DoubleType>),
    YesNo(Kept<R, BoolType>),
}

impl<R> Column<R> {
    pub(crate) fn text(name: &str, read: impl Fn(&R) -> Option<&str> + 'static) -> Self {
        Self::new(name, Cells::Text(Kept::new(move |row| Ok(read(row).map(ByteArray::from)))))
    }

    pub(crate) fn whole<T: TryInto<i64>>(name: &str, read: impl Fn(&R) -> Option<T> + 'static) -> Self {
        let whole = move |row: &R| read(row).map(TryInto::try_into).transpose();
        Self::new(name, Cells::Whole(Kept::new(move |row| whole(row).map_err(|_| StoreErrorKind::OutOfRange))))
    }

    /// A column of instants in milliseconds since 1970 in UTC.
    pub(crate) fn instant_ms(name: &str, read: impl Fn(&R) -> Option<i64> + 'static) -> Self {
        Self::new(name, Cells::Instant(Kept::new(move |row| Ok(read(row)))))
    }

    pub(crate) fn fraction(name: &str, read: impl Fn(&R) -> Option<f64> + 'static) -> Self {
        Self::new(name, Cells::Fraction(Kept::new(move |row| Ok(read(row)))))
    }

    pub(crate) fn yes_no(name: &str, read: impl Fn(&R) -> Option<bool> + 'static) -> Self {
        Self::new(name, Cells::YesNo(Kept::new(move |row| Ok(read(row)))))
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    fn new(name: &str, cells: Cells<R>) -> Self {
        Self { name: name.to_owned(), cells }
    }

    fn field(&self) -> Result<Type, ParquetError> {
        let (stored_as, meaning) = match &self.cells {
            Cells::Text(_) => (StoredAs::BYTE_ARRAY, Some(LogicalType::String)),
            Cells::Whole(_) => (StoredAs::INT64, None),
            Cells::Instant(_) => (StoredAs::INT64, Some(LogicalType::timestamp(true, TimeUnit::MILLIS))),
            Cells::Fraction(_) => (StoredAs::DOUBLE, None),
            Cells::YesNo(_) => (StoredAs::BOOLEAN, None),
        };
        Type::primitive_type_builder(&self.name, stored_as)
            .with_logical_type(meaning)
            .with_repetition(Repetition::OPTIONAL)
            .build()
    }

    fn keep(&mut self, row: &R) -> Result<(), StoreErrorKind> {
        match &mut self.cells {
            Cells::Text(kept) => kept.keep(row),
            Cells::Whole(kept) | Cells::Instant(kept) => kept.keep(row),
            Cells::Fraction(kept) => kept.keep(row),
            Cells::YesNo(kept) => kept.keep(row),
        }
    }

    fn write(&mut self, writer: SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        match &mut self.cells {
            Cells::Text(kept) => kept.write(writer),
            Cells::Whole(kept) | Cells::Instant(kept) => kept.write(writer),
            Cells::Fraction(kept) => kept.write(writer),
            Cells::YesNo(kept) => kept.write(writer),
        }
    }
}

type Read<R, T> = Box<dyn Fn(&R) -> Result<Option<T>, StoreErrorKind>>;

/// The cells of a column that are not written yet.
struct Kept<R, T: DataType> {
    read: Read<R, T::T>,
    /// Those that are not null.
    values: Vec<T::T>,
    /// For each cell 1, or 0 if it is null.
    levels: Vec<i16>,
}

impl<R, T: DataType> Kept<R, T> {
    fn new(read: impl Fn(&R) -> Result<Option<T::T>, StoreErrorKind> + 'static) -> Self {
        Self { read: Box::new(read), values: Vec::new(), levels: Vec::new() }
    }

    fn keep(&mut self, row: &R) -> Result<(), StoreErrorKind> {
        let value = (self.read)(row)?;
        self.levels.push(i16::from(value.is_some()));
        self.values.extend(value);
        Ok(())
    }

    fn write(&mut self, mut writer: SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        writer.typed::<T>().write_batch(&self.values, Some(&self.levels), None)?;
        self.values.clear();
        self.levels.clear();
        writer.close()
    }
}

fn output(error: ParquetError) -> StoreErrorKind {
    match error {
        ParquetError::External(error) => StoreErrorKind::Output(match error.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(other) => io::Error::other(other),
        }),
        other => StoreErrorKind::Output(io::Error::other(other)),
    }
}
