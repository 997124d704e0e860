//! A value at random of each type that is not a model.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::num::{NonZeroI16, NonZeroU8};
use std::ops::Range;
use std::path::PathBuf;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;
use uuid::Uuid;

use crate::Dice;

/// Below this depth containers are empty and options are none.
const DEEPEST: usize = 4;

/// A type with values at random.
pub trait Random: Sized {
    /// One of them.
    fn random(dice: &mut Dice) -> Self;
}

/// A value inside another.
pub fn inner<T: Random>(dice: &mut Dice) -> T {
    dice.depth += 1;
    let value = T::random(dice);
    dice.depth -= 1;
    value
}

fn some<T: Random>(dice: &mut Dice) -> impl Iterator<Item = T> {
    let count = if dice.depth >= DEEPEST {
        0
    } else {
        dice.below(4)
    };
    (0..count).map(move |_| inner(dice))
}

macro_rules! ints {
    ($($int:ty),*) => {$(
        impl Random for $int {
            fn random(dice: &mut Dice) -> Self {
                match dice.below(5) {
                    0 => 0,
                    1 => 1,
                    // Beyond 2^53 `JSON.parse` rounds, which is what the warning is about.
                    2 => <$int>::try_from(9_007_199_254_740_991_i64).unwrap_or(<$int>::MAX),
                    3 => <$int>::try_from(-9_007_199_254_740_991_i64).unwrap_or(<$int>::MIN),
                    _ => <$int>::try_from(dice.below(100)).unwrap_or(7),
                }
            }
        }
    )*};
}
ints!(i8, i16, i32, i64, i128, u8, u16, u32, u64, u128);

impl Random for bool {
    fn random(dice: &mut Dice) -> Self {
        dice.one_in(2)
    }
}

impl Random for f64 {
    fn random(dice: &mut Dice) -> Self {
        *dice.pick(&[
            0.0,
            1.0,
            -1.5,
            0.1,
            1e21,
            5e-324,
            12_345.678,
            Self::NAN,
            Self::INFINITY,
            3.0,
        ])
    }
}

impl Random for f32 {
    fn random(dice: &mut Dice) -> Self {
        *dice.pick(&[0.0, 1.0, -1.5, 0.1, 1e10, 16_777_216.0, Self::NAN, 3.0])
    }
}

impl Random for char {
    fn random(dice: &mut Dice) -> Self {
        *dice.pick(&[
            'a', 'Z', '0', '"', '\\', '\n', 'é', '鍵', '🦀', '\u{2028}', '\0',
        ])
    }
}

impl Random for String {
    fn random(dice: &mut Dice) -> Self {
        (*dice.pick(&[
            "",
            "a",
            "text",
            "1",
            "true",
            "null",
            "A",
            "Active",
            "\"",
            "\\",
            "\u{7f}",
            "🦀",
            "é",
            "two\nlines",
            "</script>",
            "2024-06-19",
            "::1",
        ]))
        .to_owned()
    }
}

impl Random for PathBuf {
    fn random(dice: &mut Dice) -> Self {
        String::random(dice).into()
    }
}

impl Random for Uuid {
    fn random(dice: &mut Dice) -> Self {
        Self::from_u64_pair(dice.any(), dice.any())
    }
}

impl Random for DateTime<Utc> {
    fn random(dice: &mut Dice) -> Self {
        let seconds = *dice.pick(&[0, 1, -1, 1_718_810_565, 253_402_300_799, -62_167_219_200]);
        let nanos = *dice.pick(&[0, 1, 500_000_000, 123_456_789]);
        Self::from_timestamp(seconds, nanos).unwrap_or_default()
    }
}

impl Random for NaiveDate {
    fn random(dice: &mut Dice) -> Self {
        let (year, month, day) =
            *dice.pick(&[(2024, 2, 29), (1970, 1, 1), (1, 12, 31), (9999, 10, 10)]);
        Self::from_ymd_opt(year, month, day).unwrap_or_default()
    }
}

impl Random for Duration {
    fn random(dice: &mut Dice) -> Self {
        Self::new(u64::random(dice), *dice.pick(&[0, 1, 999_999_999]))
    }
}

impl Random for NonZeroU8 {
    fn random(dice: &mut Dice) -> Self {
        Self::new(u8::random(dice)).unwrap_or(Self::MAX)
    }
}

impl Random for NonZeroI16 {
    fn random(dice: &mut Dice) -> Self {
        Self::new(i16::random(dice)).unwrap_or(Self::MIN)
    }
}

impl Random for IpAddr {
    fn random(dice: &mut Dice) -> Self {
        match dice.below(4) {
            0 => Ipv4Addr::LOCALHOST.into(),
            1 => Ipv6Addr::LOCALHOST.into(),
            2 => Ipv4Addr::from_bits(u32::random(dice)).into(),
            _ => Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 1, 0, 0, 1).into(),
        }
    }
}

impl Random for () {
    fn random(_dice: &mut Dice) -> Self {}
}

impl Random for Value {
    fn random(dice: &mut Dice) -> Self {
        match dice.below(if dice.depth >= DEEPEST { 4 } else { 6 }) {
            0 => Self::Null,
            1 => bool::random(dice).into(),
            2 => i32::random(dice).into(),
            3 => String::random(dice).into(),
            4 => Self::Array(some(dice).collect()),
            _ => Self::Object(some::<(String, Self)>(dice).collect()),
        }
    }
}

impl<T: Random> Random for Box<T> {
    fn random(dice: &mut Dice) -> Self {
        Self::new(T::random(dice))
    }
}

impl<T: Random> Random for Option<T> {
    fn random(dice: &mut Dice) -> Self {
        (dice.depth < DEEPEST && !dice.one_in(3)).then(|| inner(dice))
    }
}

impl<T: Random> Random for Vec<T> {
    fn random(dice: &mut Dice) -> Self {
        some(dice).collect()
    }
}

impl<T: Random + Ord> Random for BTreeSet<T> {
    fn random(dice: &mut Dice) -> Self {
        some(dice).collect()
    }
}

impl<K: Random + Ord, V: Random> Random for BTreeMap<K, V> {
    fn random(dice: &mut Dice) -> Self {
        some(dice).collect()
    }
}

impl<T: Random, E: Random> Random for Result<T, E> {
    fn random(dice: &mut Dice) -> Self {
        if dice.one_in(2) {
            Ok(inner(dice))
        } else {
            Err(inner(dice))
        }
    }
}

impl<T: Random> Random for Range<T> {
    fn random(dice: &mut Dice) -> Self {
        inner(dice)..inner(dice)
    }
}

impl<T: Random, const N: usize> Random for [T; N] {
    fn random(dice: &mut Dice) -> Self {
        std::array::from_fn(|_| inner(dice))
    }
}

macro_rules! tuples {
    ($(($($name:ident),*))*) => {$(
        impl<$($name: Random),*> Random for ($($name,)*) {
            fn random(dice: &mut Dice) -> Self {
                ($(inner::<$name>(dice),)*)
            }
        }
    )*};
}
tuples!((A)(A, B)(A, B, C)(A, B, C, D));
