//! A request with each rule on whatever it may stand on.

use std::{collections::BTreeMap, num::NonZeroU8};

use buildamp::buildamp;

use crate::models::comment::Comment;

/// Tries the rules.
#[buildamp(path = "TryRules")]
#[derive(serde::Serialize, serde::Deserialize)]
pub struct TryRulesReq {
    /// Text.
    #[buildamp(Trim, Required, MinLength(2), MaxLength(5))]
    pub text: String,
    /// Text that has to be there.
    #[buildamp(Required)]
    pub needed: Option<String>,
    /// Text that need not be there, trimmed and nothing else.
    #[buildamp(Trim)]
    pub trimmed: Option<String>,
    /// Text that has a default, and may not be empty.
    #[buildamp(Required, Default = "b")]
    pub filled: String,
    /// An address.
    #[buildamp(Trim, Email)]
    pub mail: Option<String>,
    /// A URL.
    #[buildamp(Url)]
    pub link: Option<String>,
    /// Ranges of characters, and what stands there so often.
    #[buildamp(Pattern = r"[A-Z]{2,3}-\d+(?:\.[^\s.]*)?")]
    pub code: Option<String>,
    /// Ways that part and meet again.
    #[buildamp(Pattern = r"(a|ab)(c|bcd)*|x?y{2}|(?:z{2,})+?")]
    pub word: Option<String>,
    /// Brackets that close nothing.
    #[buildamp(Pattern = r"}](?:[a\]}]|-)")]
    pub braces: Option<String>,
    /// Anchors at both ends.
    #[buildamp(Pattern = r"^[\w-]+$")]
    pub anchored: Option<String>,
    /// Everything but a few.
    #[buildamp(Pattern = r".\W\S[^a-fé]?")]
    pub others: Option<String>,
    /// What only the server and JavaScript have functions for.
    #[buildamp(Pattern = r"\bone\b.*")]
    pub bounded: Option<String>,
    /// A list.
    #[buildamp(Required, MinLength(2), MaxLength(3))]
    pub list: Vec<u8>,
    /// A map.
    #[buildamp(Required, MaxLength(1))]
    pub map: BTreeMap<String, Comment>,
    /// A whole number.
    #[buildamp(Range(-5..=5))]
    pub int: Option<i32>,
    /// A number that is not zero, and has a default.
    #[buildamp(Range(min = 2), Default = 3)]
    pub least: NonZeroU8,
    /// A number.
    #[buildamp(Range(min = 0.25, max = 1e3))]
    pub float: Option<f64>,
    /// What has its place and its rules.
    pub line: Option<Line>,
    /// What is only another name for a list.
    pub lines: Option<Lines>,
    /// By number.
    pub numbered: BTreeMap<u8, Vec<Comment>>,
    /// The server's to say.
    #[buildamp(Inject = "tenant")]
    pub tenant: String,
    /// What lies among the keys.
    #[serde(flatten)]
    pub page: Page,
}

/// Which part of it all.
#[buildamp]
pub struct Page {
    /// How many at most.
    #[buildamp(Range(1..=100))]
    pub limit: Option<u32>,
    /// Behind which.
    pub after: Option<Comment>,
}

/// A line of comments.
#[buildamp]
pub struct Line {
    /// What comes first.
    #[buildamp(Required)]
    pub first: Option<Box<Comment>>,
    /// What follows.
    pub rest: Option<Box<Line>>,
}

/// Some comments.
pub struct Lines(pub Vec<Comment>);

/// All was right.
pub struct TryRulesRes {}
