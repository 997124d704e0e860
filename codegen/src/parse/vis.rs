//! Who sees a type, a field or a module.

use serde::{Deserialize, Serialize};
use syn::Visibility;

/// A visibility as written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Vis {
    /// `pub`.
    Public,
    /// `pub(crate)`.
    Crate,
    /// `pub(super)`.
    Super,
    /// `pub(in a::b)`: the path.
    In(Vec<String>),
    /// Nothing, or `pub(self)`.
    Private,
}

impl Vis {
    /// Reads a visibility.
    #[must_use]
    pub fn of(vis: &Visibility) -> Self {
        match vis {
            Visibility::Public(_) => Self::Public,
            Visibility::Inherited => Self::Private,
            Visibility::Restricted(restricted) => {
                let path: Vec<String> = restricted
                    .path
                    .segments
                    .iter()
                    .map(|segment| segment.ident.to_string())
                    .collect();
                match path.as_slice() {
                    [only] if only == "crate" => Self::Crate,
                    [only] if only == "super" => Self::Super,
                    [only] if only == "self" => Self::Private,
                    _ => Self::In(path),
                }
            }
        }
    }

    /// Whether a module beside the crate's root modules sees what stands with this visibility in a module `depth`
    /// steps below the root.
    #[must_use]
    pub fn from_root(&self, depth: usize) -> bool {
        match self {
            Self::Public | Self::Crate => true,
            Self::Super => depth <= 1,
            Self::Private => depth == 0,
            Self::In(path) => path.iter().all(|name| name == "super") && path.len() >= depth,
        }
    }
}
