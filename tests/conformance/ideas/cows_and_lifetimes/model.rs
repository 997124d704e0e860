use serde::{Deserialize, Serialize};
use std::borrow::Cow;
#[derive(Serialize, Deserialize)]
pub struct Page<'a, 'b> {
    pub title: Cow<'a, str>,
    #[serde(borrow)]
    pub words: Vec<Cow<'b, str>>,
    #[serde(borrow)]
    pub items: Cow<'a, [Item<'a>]>,
    #[serde(borrow)]
    pub one: Item<'b>,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct Item<'a> {
    #[serde(borrow)]
    pub name: Cow<'a, str>,
}
