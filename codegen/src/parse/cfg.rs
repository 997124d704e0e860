//! Predicates of `cfg`, and what is known of them.

use std::collections::{BTreeMap, BTreeSet};

use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Ident, LitBool, LitStr, Token, parenthesized};

/// The builds of a crate that the output is for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Builds {
    /// All of them: Rust code is generated too, and it is the same in each.
    #[default]
    All,
    /// Those that have these features and no others, for any target: nothing but the JSON counts.
    With(BTreeSet<String>),
}

impl Builds {
    /// Why what they are read for takes no condition that is left open.
    #[must_use]
    pub fn why(&self) -> &'static str {
        match self {
            Self::All => "generated code is the same for every feature and target",
            Self::With(_) => "the JSON hangs on it, and whether it holds cannot be known from here",
        }
    }

    /// Whether an option is set in them; `None` where it is in some and not in others.
    fn set(&self, name: &str, value: Option<&str>) -> Option<bool> {
        match (self, name, value) {
            // What is there for tests or documentation alone is sent to nobody.
            (Self::All | Self::With(_), "test", None)
            | (Self::With(_), "doc" | "doctest" | "docsrs", None) => Some(false),
            (Self::With(features), "feature", Some(name)) => Some(features.contains(name)),
            (Self::All | Self::With(_), _, _) => None,
        }
    }
}

/// What stands in `cfg(..)`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Predicate {
    /// `true`, `false`.
    Fixed(bool),
    /// `unix`, `feature = "full"`.
    Set(String, Option<String>),
    /// `all(..)`.
    All(Vec<Predicate>),
    /// `any(..)`.
    Any(Vec<Predicate>),
    /// `not(..)`.
    Not(Box<Predicate>),
}

impl Parse for Predicate {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(LitBool) {
            return Ok(Self::Fixed(input.parse::<LitBool>()?.value));
        }
        let name = input.call(Ident::parse_any)?.to_string();
        // `=>` stands behind the predicates of `cfg_select!`.
        if input.peek(Token![=]) && !input.peek(Token![=>]) {
            input.parse::<Token![=]>()?;
            return Ok(Self::Set(name, Some(input.parse::<LitStr>()?.value())));
        }
        if !input.peek(syn::token::Paren) {
            return Ok(Self::Set(name, None));
        }
        let inside;
        parenthesized!(inside in input);
        let mut each = Punctuated::<Self, Token![,]>::parse_terminated(&inside)?.into_iter();
        match (name.as_str(), each.len()) {
            ("any", _) => Ok(Self::Any(each.collect())),
            ("not", 1) => Ok(Self::Not(Box::new(each.next().expect("one")))),
            // `target(os = "linux")` is short for all of them with that prefix, of which nothing is known either.
            _ => Ok(Self::All(each.collect())),
        }
    }
}

/// What is known of predicates.
#[derive(Debug, Clone)]
pub(super) struct Known<'a> {
    pub builds: &'a Builds,
    /// What holds, or does not, wherever it matters.
    assumed: BTreeMap<Predicate, bool>,
}

impl<'a> Known<'a> {
    /// What the builds say.
    pub fn of(builds: &'a Builds) -> Self {
        Self {
            builds,
            assumed: BTreeMap::new(),
        }
    }

    /// Takes it that a predicate has this value, and all that follows from it.
    pub fn assume(&mut self, predicate: &Predicate, value: bool) {
        self.assumed.insert(predicate.clone(), value);
        match (predicate, value) {
            (Predicate::All(each), true) | (Predicate::Any(each), false) => {
                for one in each {
                    self.assume(one, value);
                }
            }
            (Predicate::Not(one), _) => self.assume(one, !value),
            (
                Predicate::Fixed(_) | Predicate::Set(..) | Predicate::All(_) | Predicate::Any(_),
                _,
            ) => {}
        }
    }

    /// Whether a predicate holds; `None` where that cannot be known.
    pub fn holds(&self, predicate: &Predicate) -> Option<bool> {
        if let Some(value) = self.assumed.get(predicate) {
            return Some(*value);
        }
        match predicate {
            Predicate::Fixed(value) => Some(*value),
            Predicate::Set(name, value) => self.builds.set(name, value.as_deref()),
            Predicate::All(each) => self.all(each),
            Predicate::Any(each) => {
                let none = every(each.iter().map(|one| self.holds(one).map(|it| !it)));
                none.map(|none| !none)
            }
            Predicate::Not(one) => self.holds(one).map(|it| !it),
        }
    }

    /// Whether all of them hold.
    pub fn all(&self, predicates: &[Predicate]) -> Option<bool> {
        every(predicates.iter().map(|one| self.holds(one)))
    }
}

/// Whether all values are true; `None` when that hangs on one which is not known.
pub(super) fn every(values: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut all = Some(true);
    for value in values {
        match value {
            Some(false) => return Some(false),
            Some(true) => {}
            None => all = None,
        }
    }
    all
}
