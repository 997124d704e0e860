//! The reading half.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::One;

/// Fields as a tree of pairs.
pub trait Read<'de>: Sized {
    /// How many there are.
    const LEN: usize;
    /// What was read of them so far.
    type Slots: Default;

    /// Takes the value of the field at a place, `names` being those of this part of the tree.
    ///
    /// # Errors
    /// The field is there already, or the deserializer's.
    fn take<M: MapAccess<'de>>(
        slots: &mut Self::Slots,
        place: usize,
        names: Names,
        map: &mut M,
    ) -> Result<(), M::Error>;

    /// The fields once nothing more comes.
    ///
    /// # Errors
    /// One that has to be there is missing.
    fn done<E: Error>(slots: Self::Slots, names: Names) -> Result<Self, E>;

    /// The fields in order, the first being the one at `place`.
    ///
    /// # Errors
    /// There are too few, or the deserializer's.
    fn in_order<S: SeqAccess<'de>>(
        seq: &mut S,
        place: usize,
        whole: &Whole,
    ) -> Result<Self, S::Error>;
}

/// Names of fields or variants, in order.
pub type Names = &'static [&'static str];

impl<'de> Read<'de> for () {
    const LEN: usize = 0;
    type Slots = ();

    fn take<M: MapAccess<'de>>(
        (): &mut (),
        _: usize,
        _: Names,
        map: &mut M,
    ) -> Result<(), M::Error> {
        map.next_value::<IgnoredAny>().map(|_| ())
    }

    fn done<E: Error>((): (), _: Names) -> Result<Self, E> {
        Ok(())
    }

    fn in_order<S: SeqAccess<'de>>(_: &mut S, _: usize, _: &Whole) -> Result<Self, S::Error> {
        Ok(())
    }
}

impl<'de, T: Deserialize<'de>> Read<'de> for One<T> {
    const LEN: usize = 1;
    type Slots = Option<T>;

    fn take<M: MapAccess<'de>>(
        slot: &mut Option<T>,
        _: usize,
        names: Names,
        map: &mut M,
    ) -> Result<(), M::Error> {
        if slot.is_some() {
            return Err(M::Error::duplicate_field(names[0]));
        }
        *slot = Some(map.next_value()?);
        Ok(())
    }

    fn done<E: Error>(slot: Option<T>, names: Names) -> Result<Self, E> {
        match slot {
            Some(value) => Ok(One(value)),
            None => T::deserialize(Missing(names[0], PhantomData)).map(One),
        }
    }

    fn in_order<S: SeqAccess<'de>>(
        seq: &mut S,
        place: usize,
        whole: &Whole,
    ) -> Result<Self, S::Error> {
        match seq.next_element()? {
            Some(value) => Ok(One(value)),
            None => Err(S::Error::invalid_length(place, whole)),
        }
    }
}

impl<'de, A: Read<'de>, B: Read<'de>> Read<'de> for (A, B) {
    const LEN: usize = A::LEN + B::LEN;
    type Slots = (A::Slots, B::Slots);

    fn take<M: MapAccess<'de>>(
        (a, b): &mut Self::Slots,
        place: usize,
        names: Names,
        map: &mut M,
    ) -> Result<(), M::Error> {
        let (first, second) = names.split_at(A::LEN);
        match place.checked_sub(A::LEN) {
            None => A::take(a, place, first, map),
            Some(place) => B::take(b, place, second, map),
        }
    }

    fn done<E: Error>((a, b): Self::Slots, names: Names) -> Result<Self, E> {
        let (first, second) = names.split_at(A::LEN);
        Ok((A::done(a, first)?, B::done(b, second)?))
    }

    fn in_order<S: SeqAccess<'de>>(
        seq: &mut S,
        place: usize,
        whole: &Whole,
    ) -> Result<Self, S::Error> {
        let a = A::in_order(seq, place, whole)?;
        Ok((a, B::in_order(seq, place + A::LEN, whole)?))
    }
}

/// What is read, by its name and its number of fields.
#[derive(Debug)]
pub struct Whole(pub(super) &'static str, pub(super) usize);

impl serde::de::Expected for Whole {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.1 == 1 { "" } else { "s" };
        write!(formatter, "{} with {} element{plural}", self.0, self.1)
    }
}

/// Stands for a field that is not there: only an `Option` can be made of it.
struct Missing<E>(&'static str, PhantomData<E>);

impl<'de, E: Error> Deserializer<'de> for Missing<E> {
    type Error = E;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, E> {
        Err(E::missing_field(self.0))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        visitor.visit_none()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}
