use crate::models::map_keys_integers_of_every_width::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
writes([
    Widths { i8: [(-128, true)].into(), i64: [(i64::MIN, true), (i64::MAX, false)].into(), u128: [(u128::MAX, true)].into(), size: [(0, true)].into(), of_enum: [(1, Kind::B(2))].into() },
    Widths { i8: [].into(), i64: [].into(), u128: [].into(), size: [].into(), of_enum: [].into() },
])
.refuses([
    r#"{"i8":{"128":true},"i64":{},"u128":{},"size":{},"of_enum":{}}"#,
    r#"{"i8":{},"i64":{"9223372036854775808":true},"u128":{},"size":{},"of_enum":{}}"#,
    r#"{"i8":{},"i64":{},"u128":{"340282366920938463463374607431768211456":true},"size":{},"of_enum":{}}"#,
    r#"{"i8":{},"i64":{},"u128":{},"size":{"-1":true},"of_enum":{}}"#,
    r#"{"i8":{},"i64":{},"u128":{},"size":{},"of_enum":{"1":"C"}}"#,
]),
    ]
}
