//! A variant's comment stands where an editor shows it: at the key that tells it apart, or before its `|`.

use serde::{Deserialize, Serialize};
use serde_repr::{Deserialize_repr, Serialize_repr};

#[derive(Serialize, Deserialize)]
pub struct Line {
    pub amount: u8,
}

#[derive(Serialize, Deserialize)]
pub enum External {
    /// Nothing happened yet.
    Open,
    /// Given up.
    #[deprecated(note = "nobody does so any more")]
    Closed,
    /// So many are on their way.
    Sent(u8),
    #[deprecated]
    Priced(Line),
    /// From where, and whether far.
    Moved(u8, bool),
    /// Nobody knows.
    Lost {
        /// Since when.
        since: String,
    },
    /// There may be none.
    Maybe(Option<Line>),
    Plain {
        a: u8,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum Internal {
    /// Nothing happened yet.
    Open,
    /// Sent.
    Sent(Line),
    #[deprecated = "never"]
    Lost { since: String },
    /// With what else there is.
    Priced {
        currency: String,
        #[serde(flatten)]
        line: Line,
    },
    Plain { a: u8 },
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "t", content = "c")]
pub enum Adjacent {
    /// Nothing happened yet.
    Open,
    /// One value.
    Sent(u8),
    /// A tuple.
    #[deprecated = "never moved"]
    Moved(u8, bool),
    /// Lost.
    Lost { since: String },
    Plain,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub enum Untagged {
    /// A number.
    Number(u8),
    #[deprecated = "say a number"]
    Text(String),
    /// An object.
    Object { since: String },
    Tuple(u8, bool),
    /// Nothing.
    Nothing,
}

#[derive(Serialize_repr, Deserialize_repr)]
#[repr(u8)]
pub enum Level {
    /// Nothing.
    None,
    Some,
    #[deprecated]
    All,
}

/// A comment before the first alone breaks nothing.
#[derive(Serialize, Deserialize)]
pub enum Short {
    /// A.
    A,
    B(u8),
}

#[derive(Serialize, Deserialize)]
pub enum Alone {
    /// The one.
    One,
}

#[derive(Serialize, Deserialize)]
pub enum AloneWithKey {
    /// A.
    A(u8),
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum AloneWithTag {
    /// A.
    A(Line),
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub enum AloneAndBare {
    /// It, or nothing.
    A(Option<Line>),
}

/// Each name has the comment.
#[derive(Serialize, Deserialize)]
pub enum Names {
    /// It has two.
    #[serde(alias = "Another")]
    One,
    /// So has it.
    #[serde(alias = "Both")]
    Two(u8),
    /// Whatever else: */
    #[serde(untagged)]
    Loose(bool),
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "kind")]
pub enum Others {
    Known,
    /// Of a later version.
    #[serde(other)]
    Unknown,
}

/// What is of two types has one comment.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub enum Mixed {
    /// Flags.
    Flags(Vec<bool>),
    /// A text, if any.
    Text(Option<String>),
    /// Nothing that a reader would ever see.
    Same(Vec<bool>),
}

#[derive(Serialize, Deserialize)]
pub enum Either<A, B> {
    /// This.
    One(A),
    /// That, if any.
    Other(Option<B>),
}

/// Written out where it would stand for itself.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub enum Ring {
    /// A text.
    Text(String),
    /// The next one.
    Next(Box<Chain>),
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub enum Chain {
    /// A number.
    Number(u8),
    /// A flag.
    Flag(bool),
    /// Around.
    Ring(Result<Box<Ring>, bool>),
}
