use serde::{Deserialize, Serialize};

/// A type whose doc says `*/` and `-}` and {- and /*.
///
/// Second paragraph: <b>html</b> & `code`, "quotes" and \backslashes\ and ${interpolation}.
#[derive(Serialize, Deserialize)]
pub struct Documented {
    /// Ends a JSDoc: */ and an Elm comment: -} here.
    pub first: u8,
    #[doc = "By attribute, with \"quotes\"."]
    #[doc = "*/ alert(1) /*"]
    pub second: u8,
    ///
    pub empty: u8,
    /// {-| nested -} -}
    /// -- a line
    /// @deprecated not really
    pub third: u8,
}

/// An enum. */ -}
#[derive(Serialize, Deserialize)]
pub enum Choice {
    /// The first: */ -}
    One,
    /// The second.
    Two {
        /// Inside: */ -}
        inner: u8,
    },
    /** Block.

    Of two paragraphs. */
    Three(
        /// On a place. */
        u8,
    ),
}
