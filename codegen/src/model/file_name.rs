//! The name of a source file, of which every place in the file has one.

use std::borrow::Borrow;
use std::cell::RefCell;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A file's name. There are many places in a file, so they share one text.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileName(Arc<str>);

impl Deref for FileName {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for FileName {
    fn borrow(&self) -> &str {
        self
    }
}

impl Default for FileName {
    fn default() -> Self {
        Self::from("")
    }
}

impl From<&str> for FileName {
    fn from(name: &str) -> Self {
        Self(Arc::from(name))
    }
}

impl From<String> for FileName {
    fn from(name: String) -> Self {
        Self(Arc::from(name))
    }
}

impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl fmt::Debug for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl Serialize for FileName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

thread_local! {
    /// The name that was read last: what is read next is in the same file, as a rule.
    static LAST: RefCell<FileName> = RefCell::default();
}

impl<'de> Deserialize<'de> for FileName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl serde::de::Visitor<'_> for Visitor {
            type Value = FileName;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a file")
            }

            fn visit_str<E>(self, name: &str) -> Result<FileName, E> {
                Ok(LAST.with_borrow_mut(|last| {
                    if **last != *name {
                        *last = FileName::from(name);
                    }
                    last.clone()
                }))
            }
        }

        deserializer.deserialize_str(Visitor)
    }
}
