//! What a deserializer is asked for, form by form.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{
    Deserialize, Deserializer, EnumAccess, Error, IgnoredAny, MapAccess, SeqAccess, VariantAccess,
    Visitor,
};

use super::One;
use super::keys::{Key, Variant};
use super::read::{Names, Read, Whole};

/// `struct Foo { .. }`.
///
/// # Errors
/// The deserializer's.
pub fn read_struct<'de, D: Deserializer<'de>, F: Read<'de>>(
    deserializer: D,
    name: &'static str,
    expecting: &'static str,
    names: Names,
) -> Result<F, D::Error> {
    deserializer.deserialize_struct(name, names, Fields::new(expecting, names))
}

/// `struct Foo(..)` of any length but one.
///
/// # Errors
/// The deserializer's.
pub fn read_tuple<'de, D: Deserializer<'de>, F: Read<'de>>(
    deserializer: D,
    name: &'static str,
    expecting: &'static str,
) -> Result<F, D::Error> {
    deserializer.deserialize_tuple_struct(name, F::LEN, InOrder(expecting, PhantomData))
}

/// `struct Foo(T)`.
///
/// # Errors
/// The deserializer's.
pub fn read_newtype<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
    name: &'static str,
    expecting: &'static str,
) -> Result<T, D::Error> {
    deserializer.deserialize_newtype_struct(name, Newtype(expecting, PhantomData))
}

/// `struct Foo;`.
///
/// # Errors
/// The deserializer's.
pub fn read_unit<'de, D: Deserializer<'de>>(
    deserializer: D,
    name: &'static str,
    expecting: &'static str,
) -> Result<(), D::Error> {
    deserializer.deserialize_unit_struct(name, Unit(expecting))
}

/// `enum Foo { .. }`.
///
/// # Errors
/// The deserializer's.
pub fn read_enum<'de, D: Deserializer<'de>, E: Variants<'de>>(
    deserializer: D,
    name: &'static str,
) -> Result<E, D::Error> {
    deserializer.deserialize_enum(name, E::NAMES, Whichever(PhantomData))
}

/// `Foo::Bar { .. }`.
///
/// # Errors
/// The deserializer's.
pub fn read_struct_variant<'de, A: VariantAccess<'de>, F: Read<'de>>(
    variant: A,
    expecting: &'static str,
    names: Names,
) -> Result<F, A::Error> {
    variant.struct_variant(names, Fields::new(expecting, names))
}

/// `Foo::Bar(..)` of any length but one.
///
/// # Errors
/// The deserializer's.
pub fn read_tuple_variant<'de, A: VariantAccess<'de>, F: Read<'de>>(
    variant: A,
    expecting: &'static str,
) -> Result<F, A::Error> {
    variant.tuple_variant(F::LEN, InOrder(expecting, PhantomData))
}

/// Fields by name or in order.
struct Fields<F> {
    expecting: &'static str,
    names: Names,
    of: PhantomData<F>,
}

impl<F> Fields<F> {
    const fn new(expecting: &'static str, names: Names) -> Self {
        Self {
            expecting,
            names,
            of: PhantomData,
        }
    }
}

impl<'de, F: Read<'de>> Visitor<'de> for Fields<F> {
    type Value = F;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.expecting)
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut seq: S) -> Result<F, S::Error> {
        F::in_order(&mut seq, 0, &Whole(self.expecting, F::LEN))
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<F, M::Error> {
        let mut slots = F::Slots::default();
        while let Some(place) = map.next_key_seed(Key(self.names))? {
            if place < F::LEN {
                F::take(&mut slots, place, self.names, &mut map)?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        F::done(slots, self.names)
    }
}

/// Fields in order, and nothing else.
struct InOrder<F>(&'static str, PhantomData<F>);

impl<'de, F: Read<'de>> Visitor<'de> for InOrder<F> {
    type Value = F;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0)
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut seq: S) -> Result<F, S::Error> {
        F::in_order(&mut seq, 0, &Whole(self.0, F::LEN))
    }
}

/// A value alone.
struct Newtype<T>(&'static str, PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Newtype<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        T::deserialize(deserializer)
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut seq: S) -> Result<T, S::Error> {
        One::in_order(&mut seq, 0, &Whole(self.0, 1)).map(|One(value)| value)
    }
}

/// Nothing.
struct Unit(&'static str);

impl Visitor<'_> for Unit {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0)
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }
}

/// An enum that reads itself variant by variant.
pub trait Variants<'de>: Sized {
    /// What it is, in messages.
    const EXPECTING: &'static str;
    /// Its variants in order.
    const NAMES: Names;

    /// Reads what the variant at this place among the names carries.
    ///
    /// # Errors
    /// The deserializer's.
    fn read<A: VariantAccess<'de>>(place: usize, variant: A) -> Result<Self, A::Error>;
}

struct Whichever<E>(PhantomData<E>);

impl<'de, E: Variants<'de>> Visitor<'de> for Whichever<E> {
    type Value = E;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(E::EXPECTING)
    }

    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<E, A::Error> {
        let (place, variant) = data.variant_seed(Variant(E::NAMES))?;
        E::read(place, variant)
    }
}
