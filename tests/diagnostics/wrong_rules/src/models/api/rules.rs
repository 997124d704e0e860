use buildamp::buildamp;

use crate::models::shared::{Comment, Either, Page};

#[buildamp(path = "Values")]
pub struct ValuesReq {
    #[buildamp(Required = true)]
    pub a: String,
    #[buildamp(MaxLength("5"))]
    pub b: String,
    #[buildamp(MaxLength(-1))]
    pub c: String,
    #[buildamp(MinLength(9), MaxLength(3))]
    pub d: String,
    #[buildamp(Range(1..5))]
    pub e: u8,
    #[buildamp(Range(5..=1))]
    pub f: u8,
    #[buildamp(Range(..))]
    pub g: u8,
    #[buildamp(Range(least = 1))]
    pub h: u8,
    #[buildamp(Pattern = "a(?=b)")]
    pub i: String,
    #[buildamp(Pattern = "a(")]
    pub j: String,
    #[buildamp(Pattern = "a\\@b")]
    pub k: String,
    #[buildamp(Pattern = 5)]
    pub l: String,
    #[buildamp(Default = [1])]
    pub m: String,
    #[buildamp(Inject = "user")]
    pub n: String,
    #[buildamp(Inject = "session_id")]
    pub o: String,
    #[buildamp(Inject = "tenant", Required)]
    pub p: String,
    #[buildamp(maxlength(5))]
    pub q: String,
}

pub struct ValuesRes {}

#[buildamp(path = "Types")]
pub struct TypesReq {
    #[buildamp(Trim)]
    pub a: u8,
    #[buildamp(Required)]
    pub b: u8,
    #[buildamp(MaxLength(3))]
    pub c: bool,
    #[buildamp(Range(1..=10))]
    pub d: String,
    #[buildamp(Range(0..=256))]
    pub e: u8,
    #[buildamp(Email)]
    pub f: Vec<String>,
    #[buildamp(Default = "20")]
    pub g: u8,
    #[buildamp(Default = 300)]
    pub h: u8,
    #[buildamp(Inject = "user_id")]
    pub i: u64,
    pub page: Page<Comment>,
    pub either: Either,
    pub pair: (u8, Comment),
}

pub struct TypesRes {}
