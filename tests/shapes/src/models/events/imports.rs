use std::collections as col;

use super::super::shared as common;
use super::super::shared::inner::*;
use super::forms::Colours as Paint;
use crate::models::*;

const LENGTH: usize = 2;

type Text = String;

type Many = Vec<Text>;

pub struct Imported {
    pub text: Text,
    pub many: Many,
    pub exact: [Text; LENGTH],
    pub map: col::BTreeMap<String, Text>,
    pub leaf: Leaf,
    pub paint: Paint,
    pub flag: common::Flag,
    pub colour: Colour,
}

pub mod parent {
    use super::*;

    pub struct Child {
        pub text: Text,
        pub leaf: super::Leaf,
        pub sibling: Option<self::Sibling>,
    }

    pub struct Sibling {
        pub exact: [u8; LENGTH],
    }
}
