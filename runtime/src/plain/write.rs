//! The writing half.

use serde::ser::{
    Serialize, SerializeStruct, SerializeStructVariant, SerializeTupleStruct,
    SerializeTupleVariant, Serializer,
};

use super::One;

/// Fields by reference, as a tree of pairs.
pub trait Write {
    /// How many there are.
    const LEN: usize;

    /// Writes them in order, the first as the one at `place`.
    ///
    /// # Errors
    /// What the serializer has against one of them.
    fn write<S: Sink>(&self, place: usize, sink: &mut S) -> Result<(), S::Error>;
}

impl Write for () {
    const LEN: usize = 0;

    fn write<S: Sink>(&self, _: usize, _: &mut S) -> Result<(), S::Error> {
        Ok(())
    }
}

impl<T: Serialize> Write for One<&T> {
    const LEN: usize = 1;

    fn write<S: Sink>(&self, place: usize, sink: &mut S) -> Result<(), S::Error> {
        sink.put(place, self.0)
    }
}

impl<A: Write, B: Write> Write for (A, B) {
    const LEN: usize = A::LEN + B::LEN;

    fn write<S: Sink>(&self, place: usize, sink: &mut S) -> Result<(), S::Error> {
        self.0.write(place, sink)?;
        self.1.write(place + A::LEN, sink)
    }
}

/// Where fields go.
pub trait Sink {
    /// The serializer's error.
    type Error;

    /// Writes the field at a place.
    ///
    /// # Errors
    /// What the serializer has against it.
    fn put<T: Serialize>(&mut self, place: usize, value: &T) -> Result<(), Self::Error>;
}

/// What takes named fields, and their names.
struct Named<S>(S, &'static [&'static str]);

/// What takes fields in order.
struct Unnamed<S>(S);

/// What takes named fields of a variant, and their names.
struct NamedVariant<S>(S, &'static [&'static str]);

/// What takes fields of a variant in order.
struct UnnamedVariant<S>(S);

impl<S: SerializeStruct> Sink for Named<S> {
    type Error = S::Error;

    fn put<T: Serialize>(&mut self, place: usize, value: &T) -> Result<(), S::Error> {
        self.0.serialize_field(self.1[place], value)
    }
}

impl<S: SerializeTupleStruct> Sink for Unnamed<S> {
    type Error = S::Error;

    fn put<T: Serialize>(&mut self, _: usize, value: &T) -> Result<(), S::Error> {
        self.0.serialize_field(value)
    }
}

impl<S: SerializeStructVariant> Sink for NamedVariant<S> {
    type Error = S::Error;

    fn put<T: Serialize>(&mut self, place: usize, value: &T) -> Result<(), S::Error> {
        self.0.serialize_field(self.1[place], value)
    }
}

impl<S: SerializeTupleVariant> Sink for UnnamedVariant<S> {
    type Error = S::Error;

    fn put<T: Serialize>(&mut self, _: usize, value: &T) -> Result<(), S::Error> {
        self.0.serialize_field(value)
    }
}

/// `struct Foo { .. }`.
///
/// # Errors
/// The serializer's.
pub fn write_struct<S: Serializer, F: Write>(
    serializer: S,
    name: &'static str,
    names: &'static [&'static str],
    fields: &F,
) -> Result<S::Ok, S::Error> {
    let mut sink = Named(serializer.serialize_struct(name, F::LEN)?, names);
    fields.write(0, &mut sink)?;
    sink.0.end()
}

/// `struct Foo(..)` of any length but one.
///
/// # Errors
/// The serializer's.
pub fn write_tuple<S: Serializer, F: Write>(
    serializer: S,
    name: &'static str,
    fields: &F,
) -> Result<S::Ok, S::Error> {
    let mut sink = Unnamed(serializer.serialize_tuple_struct(name, F::LEN)?);
    fields.write(0, &mut sink)?;
    sink.0.end()
}

/// `Foo::Bar { .. }`.
///
/// # Errors
/// The serializer's.
pub fn write_struct_variant<S: Serializer, F: Write>(
    serializer: S,
    name: &'static str,
    (index, variant): (u32, &'static str),
    names: &'static [&'static str],
    fields: &F,
) -> Result<S::Ok, S::Error> {
    let inner = serializer.serialize_struct_variant(name, index, variant, F::LEN)?;
    let mut sink = NamedVariant(inner, names);
    fields.write(0, &mut sink)?;
    sink.0.end()
}

/// `Foo::Bar(..)` of any length but one.
///
/// # Errors
/// The serializer's.
pub fn write_tuple_variant<S: Serializer, F: Write>(
    serializer: S,
    name: &'static str,
    (index, variant): (u32, &'static str),
    fields: &F,
) -> Result<S::Ok, S::Error> {
    let inner = serializer.serialize_tuple_variant(name, index, variant, F::LEN)?;
    let mut sink = UnnamedVariant(inner);
    fields.write(0, &mut sink)?;
    sink.0.end()
}
