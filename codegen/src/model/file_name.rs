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

#[cfg(feature = "command")]
impl FileName {
    /// Does something during which this name is written and read as [`HERE`]: what is said of a file names nearly nothing
    /// else.
    pub(crate) fn here<R>(&self, work: impl FnOnce() -> R) -> R {
        let around = CURRENT.replace(Some(self.clone()));
        let done = work();
        CURRENT.set(around);
        done
    }
}

/// No file is called so.
const HERE: &str = "\0";

thread_local! {
    /// The file that [`FileName::here`] is about.
    static CURRENT: RefCell<Option<FileName>> = const { RefCell::new(None) };
    /// The name that was read last: what is read next is in the same file, as a rule.
    static LAST: RefCell<FileName> = RefCell::default();
}

impl Serialize for FileName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let is_here = CURRENT.with_borrow(|here| here.as_ref() == Some(self));
        serializer.serialize_str(if is_here { HERE } else { self })
    }
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
                if name == HERE
                    && let Some(here) = CURRENT.with_borrow(Clone::clone)
                {
                    return Ok(here);
                }
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
