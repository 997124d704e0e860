use std::collections::BTreeMap;
use std::num::{NonZero, NonZeroI64, NonZeroU128};
use std::ops::Bound;
use std::time::Duration;

use crate::models::int64_everywhere::*;
use crate::{Subject, writes};

const BEYOND: u64 = 9_007_199_254_740_993;

fn everywhere(int: i64, natural: u64, huge: u128) -> Everywhere {
    Everywhere {
        maybe: Some(int),
        list: vec![0, natural, 1],
        lists: vec![vec![], vec![None, Some(huge)]],
        pair: (255, int),
        array: [natural, 0],
        map: BTreeMap::from([
            ("__proto__".to_owned(), int),
            ("a\"b".to_owned(), 0),
            ("constructor".to_owned(), -int),
        ]),
        keys: BTreeMap::from([(natural, natural)]),
        set: NonZeroI64::new(int).unwrap(),
        sets: vec![NonZero::new(natural).unwrap()],
        largest: NonZeroU128::new(huge),
        wait: Duration::new(natural, 7),
        range: 0..natural,
        inclusive: -int..=int,
        from: usize::try_from(natural).unwrap()..,
        bound: Bound::Excluded(natural),
        outcome: Err(natural),
        small: u32::MAX,
        float: 0.5,
        text: natural.to_string(),
        digits: natural,
    }
}

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            everywhere(-5, 1, 2),
            Everywhere {
                maybe: None,
                largest: None,
                bound: Bound::Unbounded,
                outcome: Ok(3),
                ..everywhere(9_007_199_254_740_991, 9_007_199_254_740_991, 0)
            },
        ])
        .holds([
            everywhere(i64::MAX, u64::MAX, u128::MAX),
            everywhere(-i64::MAX, BEYOND, u128::from(BEYOND)),
            Everywhere {
                outcome: Ok(i64::MIN),
                bound: Bound::Included(BEYOND),
                ..everywhere(9_007_199_254_740_992, BEYOND - 1, 1 << 64)
            },
        ]),
        writes([Id(0), Id(9_007_199_254_740_991)])
            .holds([Id(9_007_199_254_740_992), Id(u64::MAX)])
            .refuses(["-1", "1.5", "\"1\"", "null", "[1]"])
            .refuses_beyond(["18446744073709551616", "-9007199254740993", "1e400000"]),
        writes([Pair(-1, 1)])
            .holds([Pair(i64::MIN, 255)])
            .refuses(["[1,256]", "[1]"])
            .refuses_beyond(["[1,9007199254740993]", "[-9223372036854775809,1]"]),
        writes([Narrow { id: 1 }]).refuses_beyond([r#"{"id":9007199254740993}"#]),
    ]
}
