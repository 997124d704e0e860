//! The names of fields and variants as they are met in what is read.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, Unexpected, Visitor};

use super::read::Names;

/// The place of a key among the names; behind the last for one that is not there.
pub(super) struct Key(pub Names);

impl<'de> DeserializeSeed<'de> for Key {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Key {
    type Value = usize;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("field identifier")
    }

    fn visit_u64<E: Error>(self, place: u64) -> Result<usize, E> {
        Ok(usize::try_from(place).unwrap_or(usize::MAX))
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<usize, E> {
        let place = self.0.iter().position(|name| *name == key);
        Ok(place.unwrap_or(self.0.len()))
    }

    fn visit_bytes<E: Error>(self, key: &[u8]) -> Result<usize, E> {
        let place = self.0.iter().position(|name| name.as_bytes() == key);
        Ok(place.unwrap_or(self.0.len()))
    }
}

/// The place of a variant among the names.
pub(super) struct Variant(pub Names);

impl<'de> DeserializeSeed<'de> for Variant {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Variant {
    type Value = usize;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("variant identifier")
    }

    fn visit_u64<E: Error>(self, place: u64) -> Result<usize, E> {
        let count = self.0.len();
        match usize::try_from(place) {
            Ok(place) if place < count => Ok(place),
            Ok(_) | Err(_) => {
                let expected = format!("variant index 0 <= i < {count}");
                Err(E::invalid_value(
                    Unexpected::Unsigned(place),
                    &expected.as_str(),
                ))
            }
        }
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<usize, E> {
        let place = self.0.iter().position(|one| *one == name);
        place.ok_or_else(|| E::unknown_variant(name, self.0))
    }

    fn visit_bytes<E: Error>(self, name: &[u8]) -> Result<usize, E> {
        let place = self.0.iter().position(|one| one.as_bytes() == name);
        place.ok_or_else(|| E::unknown_variant(&String::from_utf8_lossy(name), self.0))
    }
}
