//! Type parameters, aliases, and paths in both.

use crate::common::told;
use crate::show::{lowered, refused, show, with_types};

#[test]
fn h41_generics_are_parameters_and_arguments() {
    let text = "pub struct Page<T, const N: usize> { pub items: Vec<T>, pub next: Option<Box<Self>> }
        pub struct Defaulted<A, B = Vec<A>>(pub A, pub B);
        pub type Pair<T> = (T, Page<T, 3>);
        pub struct Uses { pub page: Page<bool, 4>, pub pair: Pair<u8>, pub one: Defaulted<u8>, pub two: Defaulted<u8, bool> }";
    let expected = "Page<T>: {items: [T], next: option Page<T>}\nDefaulted<A, B>: (A, B)\n\
        Uses: {page: Page<bool>, pair: (u8, Page<u8>), one: Defaulted<u8, [u8]>, two: Defaulted<u8, bool>}";
    assert_eq!(lowered(text), expected);
}

#[test]
fn h41_the_table_of_types_says_what_the_json_of_foreign_types_is() {
    let text = "use ext::{Id, money::Money}; pub struct S { pub id: Id<u8>, pub money: Money, pub page: ext::Page<u8>, pub deep: ext::Deep }";
    let types = [
        ("ext::Id<T>", "String"),
        ("ext::money::Money", "f64"),
        ("ext::Page<T>", "Vec<Option<T>>"),
        ("ext::Deep", "crate::models::shared::S"),
    ];
    let analysis = with_types(text, &types);
    assert_eq!(told(&analysis.problems), "");
    assert_eq!(
        show(&analysis),
        "S written: {id: text, money: float?, page: [option u8], deep: S.written}\n\
         S accepted: {id: text, money: float, page: [option u8], deep: S.accepted}"
    );
    refused(
        "pub struct S { pub m: ext::money::Money }",
        "`\"ext::money::Money\" = \"String\"` under `[generate.types]` in buildamp.toml",
    );
}
