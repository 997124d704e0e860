//! Whole numbers as text on the wire, for `#[serde(with = "buildamp::int_string")]`: a JavaScript number holds those
//! beyond 2^53 only nearly, text holds them all. An `Option` of one is null or text; beside it write `default`, because
//! serde asks for the key of a field with `with`.

use serde::de::{Deserialize, Deserializer, Error, Unexpected};
use serde::ser::Serializer;

/// An integer type, or an `Option` of one. It cannot be implemented elsewhere.
pub trait IntString: Sized + sealed::Digits {}

impl<T: sealed::Digits> IntString for T {}

/// Writes the digits.
///
/// # Errors
///
/// When the serializer does.
pub fn serialize<T: IntString, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    value.write(serializer)
}

/// Reads the digits as [`serialize`] writes them: no sign but `-`, no zeros in front, no spaces.
///
/// # Errors
///
/// For any other text, and for a number beyond the range of the type.
pub fn deserialize<'de, T: IntString, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    T::read(deserializer)
}

mod sealed {
    use super::{Deserializer, Serializer};

    pub trait Digits: Sized {
        fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
        fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
        fn parse(text: &str) -> Option<Self>;
    }
}

macro_rules! integers {
    ($($int:ty)*) => {$(
        impl sealed::Digits for $int {
            fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }

            fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                digits(&String::deserialize(deserializer)?)
            }

            fn parse(text: &str) -> Option<Self> {
                text.parse().ok().filter(|value: &Self| value.to_string() == text)
            }
        }
    )*};
}

integers! { i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize }

impl<T: sealed::Digits> sealed::Digits for Option<T> {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Some(value) => value.write(serializer),
            None => serializer.serialize_none(),
        }
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::<String>::deserialize(deserializer)?
            .map(|text| digits(&text))
            .transpose()
    }

    fn parse(text: &str) -> Option<Self> {
        T::parse(text).map(Some)
    }
}

fn digits<T: sealed::Digits, E: Error>(text: &str) -> Result<T, E> {
    T::parse(text).ok_or_else(|| {
        E::invalid_value(
            Unexpected::Str(text),
            &"the digits of a whole number in range",
        )
    })
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Row {
        #[serde(with = "super")]
        id: u64,
        #[serde(with = "super")]
        least: i128,
        #[serde(default, with = "super")]
        maybe: Option<i64>,
    }

    #[test]
    fn numbers_beyond_two_to_the_53_are_text() {
        let row = Row {
            id: u64::MAX,
            least: i128::MIN,
            maybe: Some(-1),
        };
        let json = serde_json::to_string(&row).unwrap();
        assert_eq!(
            json,
            r#"{"id":"18446744073709551615","least":"-170141183460469231731687303715884105728","maybe":"-1"}"#
        );
        assert_eq!(serde_json::from_str::<Row>(&json).unwrap(), row);
        let none = r#"{"id":"0","least":"0","maybe":null}"#;
        let row: Row = serde_json::from_str(none).unwrap();
        assert_eq!(serde_json::to_string(&row).unwrap(), none);
    }

    #[test]
    fn other_texts_are_refused() {
        for id in [
            "",
            "+1",
            "01",
            "-0",
            " 1",
            "1.0",
            "-1",
            "18446744073709551616",
        ] {
            let json = format!(r#"{{"id":"{id}","least":"0"}}"#);
            let error = serde_json::from_str::<Row>(&json).unwrap_err().to_string();
            assert!(error.contains("the digits of a whole number"), "{error}");
        }
        for json in [
            r#"{"id":1,"least":"0"}"#,
            r#"{"id":"1","least":"0","maybe":1}"#,
        ] {
            assert!(serde_json::from_str::<Row>(json).is_err());
        }
    }
}
