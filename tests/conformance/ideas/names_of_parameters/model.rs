//! In Elm `number`, `comparable`, `appendable` and `compappend` are more than names.

use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Mixed<Number, Comparable, Appendable, Type> {
    pub number: Number,
    pub comparable: Comparable,
    pub appendable: Vec<Appendable>,
    pub r#type: Type,
}

#[derive(Serialize, Deserialize)]
pub enum Either<Left, List> {
    Left(Left),
    Right(List),
}

#[derive(Serialize, Deserialize)]
pub struct Uses {
    pub mixed: Mixed<bool, Vec<u8>, Option<u8>, String>,
    pub either: Either<u8, String>,
}
