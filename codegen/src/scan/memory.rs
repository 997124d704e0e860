//! Files that need not be parsed again.

use std::fmt::Debug;

use crate::model::FileName;
use crate::parse::{self, Builds, Facts, Home};
use crate::report::Problem;

/// All that the facts of a file follow from.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// The text.
    pub text: &'a str,
    /// The file, as [`crate::model::At::file`] says it.
    pub file: &'a FileName,
    /// The module's path from the crate's root.
    pub module: &'a [String],
    /// Where its types go, when they are models.
    pub home: Option<&'a Home>,
    /// The builds that it is read for.
    pub builds: &'a Builds,
}

/// What a file says and what is wrong with it, or why it does not parse.
pub type Outcome = Result<(Facts, Vec<Problem>), Box<Problem>>;

impl Source<'_> {
    /// Parses the text.
    ///
    /// # Errors
    /// The place where the syntax breaks.
    pub fn parse(&self) -> Outcome {
        parse::file(self.text, self.file, self.module, self.home, self.builds).map_err(Box::new)
    }
}

/// What files said when they were parsed before.
pub trait Memory: Debug + Send + Sync {
    /// The outcome for exactly this source: the one that was kept, else what parsing it comes to, which is kept then.
    ///
    /// # Errors
    /// The place where the syntax breaks.
    fn outcome(&self, source: &Source<'_>) -> Outcome;
}

/// Remembers nothing: every file is parsed.
#[derive(Debug, Clone, Copy)]
pub struct Forgetful;

impl Memory for Forgetful {
    fn outcome(&self, source: &Source<'_>) -> Outcome {
        source.parse()
    }
}
