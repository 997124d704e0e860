//! What the setting `int64` changes in a module.

use super::super::layout::Layout;
use crate::config::Int64;
use crate::model::Flat;

/// A number of an enum as a literal. One that a `number` cannot hold is the `bigint` that `parseJson` gives.
pub(super) fn literal(l: &mut Layout, number: i128, int64: Int64) {
    l.show(number);
    match int64 {
        Int64::String | Int64::BigInt if number.unsigned_abs() > MAX_SAFE => {
            l.text("n");
        }
        Int64::Number | Int64::String | Int64::BigInt => {}
    }
}

/// Whether a guard looks at what lies among the keys of its object. Where that may not be there, what cannot be read
/// counts as not there; but where it is there, its wide integers have to become what the type says.
pub(super) fn is_asked(flat: &Flat, int64: Int64) -> bool {
    match int64 {
        Int64::Number => !flat.optional,
        Int64::String | Int64::BigInt => true,
    }
}

/// `Number.MAX_SAFE_INTEGER`
const MAX_SAFE: u128 = (1 << 53) - 1;
