//! Names for other languages: made from Rust's, free of reserved words, and each given once.

use std::borrow::Cow;

use rustc_hash::{FxBuildHasher, FxHashSet};

use crate::model::{Definition, Side};

/// The names that are taken in one scope.
#[derive(Debug, Clone, Default)]
pub(super) struct Names(FxHashSet<String>);

impl Names {
    /// A scope in which about so many will be taken.
    pub(super) fn room(names: usize) -> Self {
        Self(FxHashSet::with_capacity_and_hasher(names, FxBuildHasher))
    }

    /// A scope in which these are taken.
    pub(super) fn without<'a>(taken: impl IntoIterator<Item = &'a str>) -> Self {
        Self(taken.into_iter().map(str::to_owned).collect())
    }

    /// Takes exactly this name.
    pub(super) fn reserve(&mut self, name: &str) {
        self.0.insert(name.to_owned());
    }

    /// Takes the wanted name, with a trailing `_` for each that was taken before it.
    pub(super) fn take(&mut self, wanted: &str) -> String {
        let name = self.free(wanted, &|_| false);
        self.0.insert(name.clone());
        name
    }

    /// Takes exactly this name, unless somebody did before.
    pub(super) fn take_free(&mut self, name: &str) -> bool {
        self.0.insert(name.to_owned())
    }

    /// Whether nobody took this name.
    pub(super) fn is_free(&self, name: &str) -> bool {
        !self.0.contains(name)
    }

    /// The wanted name with a trailing `_` for each that is taken, here or elsewhere. It takes none.
    pub(super) fn free(&self, wanted: &str, elsewhere: &dyn Fn(&str) -> bool) -> String {
        let mut name = wanted.to_owned();
        while !self.is_free(&name) || elsewhere(&name) {
            name.push('_');
        }
        name
    }

    /// Takes the wanted name where it differs from all others in more than upper and lower case, as the names of files
    /// have to on some disks.
    pub(super) fn take_path(&mut self, wanted: &str) -> String {
        let mut name = wanted.to_owned();
        while !self.0.insert(name.to_lowercase()) {
            name.push('_');
        }
        name
    }
}

/// What a definition is called in other languages, before reserved words and its neighbours have their say.
pub(super) fn of(definition: &Definition) -> Cow<'_, str> {
    match definition.side {
        Side::Both | Side::Written => Cow::Borrowed(&definition.name),
        Side::Accepted => Cow::Owned([&definition.name, "Input"].concat()),
    }
}
