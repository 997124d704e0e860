//! Who has two definitions, and which of them a reference means.

use crate::common::{analyse_files, quiet};
use crate::show::{lowered, show};

#[test]
fn s5_floats_are_written_as_null_and_not_read_so() {
    assert_eq!(
        lowered("pub struct S { pub a: f64, pub b: Vec<f32> }"),
        "S written: {a: float?, b: [float?]}\nS accepted: {a: float, b: [float]}"
    );
}

#[test]
fn s5_who_refers_to_a_type_with_two_definitions_has_two() {
    let text = "pub struct Leaf { pub a: f64 }
        pub struct Middle { pub leaf: Option<Leaf>, pub other: Alone }
        pub struct Top(pub Vec<Middle>);
        pub struct Page<T> { pub items: Vec<T> }
        pub struct Pages { pub a: Page<Leaf>, pub b: Page<Alone> }
        pub struct Keyed { pub a: std::collections::BTreeMap<Alone, u8> }
        pub enum Alone { A }";
    let expected = "Leaf written: {a: float?}\nLeaf accepted: {a: float}\n\
        Middle written: {leaf: option Leaf.written, other: Alone}\nMiddle accepted: {leaf~: option Leaf.accepted, other: Alone}\n\
        Top written: [Middle.written]\nTop accepted: [Middle.accepted]\n\
        Page<T>: {items: [T]}\n\
        Pages written: {a: Page<Leaf.written>, b: Page<Alone>}\nPages accepted: {a: Page<Leaf.accepted>, b: Page<Alone>}\n\
        Keyed: {a: {tag of Alone: u8}}\n\
        Alone: external A";
    assert_eq!(lowered(text), expected);
}

#[test]
fn s5_recursion_ends_also_through_generics_and_across_types() {
    let text = "pub struct Tree { pub value: f64, pub children: Vec<Tree> }
        pub enum A { Leaf, B(Box<B>) } pub struct B { pub a: Option<Box<A>>, pub s: Option<Box<Self>> }
        pub struct Grow<T> { pub next: Option<Box<Grow<Vec<T>>>>, pub of: T }";
    let expected = "Tree written: {value: float?, children: [Tree.written]}\nTree accepted: {value: float, children: [Tree.accepted]}\n\
        A: external Leaf | B B\nB: {a: option A, s: option B}\n\
        Grow<T>: {next: option Grow<[T]>, of: T}";
    assert_eq!(lowered(text), expected);
}

#[test]
fn h43_a_message_is_only_written_and_what_only_messages_use() {
    let analysis = analyse_files(&[
        ("src/lib.rs", "pub mod models;"),
        ("src/models/mod.rs", "pub mod sse; pub mod events; pub mod shared;"),
        ("src/models/sse/mod.rs", "use crate::models::shared::*; pub struct Told { pub only: Only, pub both: Both, #[allow(dead_code)] pub f: f64 }"),
        ("src/models/events/mod.rs", "pub struct Happened { pub both: crate::models::shared::Both }"),
        (
            "src/models/shared.rs",
            "pub struct Only { pub a: f64, pub deep: Deep } pub struct Deep(pub f32); pub struct Both { pub a: f64 }
             pub struct Nobody { pub a: f64 }",
        ),
    ]);
    let expected = "Happened written: {both: Both.written}\nHappened accepted: {both: Both.accepted}\n\
        Only: {a: float?, deep: Deep}\nDeep: float?\nBoth written: {a: float?}\nBoth accepted: {a: float}\n\
        Nobody written: {a: float?}\nNobody accepted: {a: float}\n\
        Told: {only: Only, both: Both.written, f: float?}";
    assert_eq!(show(quiet(&analysis)), expected);
}
