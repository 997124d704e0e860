//! Where two locks differ, and what of them has to be held against each other for it.
//!
//! From one save to the next a line or two change out of thousands. What breaks somebody then is looked for in those
//! types alone, in what leads to them and in what they lead to.

use std::fmt::Write;

use rustc_hash::{FxHashMap, FxHashSet};

use super::write::{READ, WRITTEN, is_word};

/// The lines that two locks do not share.
pub(super) struct Difference<'a> {
    old: &'a str,
    new: &'a str,
    gone: Vec<&'a str>,
    come: Vec<&'a str>,
}

impl<'a> Difference<'a> {
    /// Between the text of one lock and the text of another.
    pub(super) fn between(old: &'a str, new: &'a str) -> Self {
        let only = |one: &'a str, other: &'a str| {
            let known: FxHashSet<&str> = other.lines().collect();
            let only = one.lines().filter(|line| !known.contains(line));
            only.filter(|line| !line.starts_with('#')).collect()
        };
        Self {
            old,
            new,
            gone: only(old, new),
            come: only(new, old),
        }
    }

    /// Whether the new one says all that the old one said, and of no type that was there that something else is read:
    /// then it breaks nobody.
    pub(super) fn is_only_more(&self) -> bool {
        let mut come = self.come.iter();
        self.gone.is_empty() && !come.any(|line| of_type(line, READ).is_some())
    }

    /// Both locks without the types that have nothing to do with it: a change of types means the same in these as in the
    /// whole. `None` where more than types
    /// changed, or where that is not to be seen from the text.
    pub(super) fn concerned(&self) -> Option<(String, String)> {
        let changed = self.gone.iter().chain(&self.come);
        let touched: Vec<&str> = changed.map(|line| subject(line)).collect::<Option<_>>()?;
        let all: Vec<Type<'_>> = self
            .new
            .lines()
            .chain(self.gone.iter().copied())
            .filter_map(Type::of)
            .collect();
        // A name in quotes is not found where it is used.
        if all.iter().any(|of| of.name.contains('"')) {
            return None;
        }
        let touched = closure(touched, all.iter().flat_map(Type::to_users));
        let needed = closure(touched, all.iter().flat_map(Type::to_used));
        let needed: FxHashSet<&str> = needed.into_iter().collect();
        let part = |lock: &str| {
            let mut part = String::new();
            for line in lock.lines() {
                if subject(line).is_none_or(|name| needed.contains(name)) {
                    // Writing here never fails.
                    let _ = writeln!(part, "{line}");
                }
            }
            part
        };
        Some((part(self.old), part(self.new)))
    }
}

/// What stands behind one of the words for a type.
fn of_type<'a>(line: &'a str, word: &str) -> Option<&'a str> {
    line.strip_prefix(word)?.strip_prefix(' ')
}

/// The name of the type that a line is about, as it is written; `None` for a line about something else.
fn subject(line: &str) -> Option<&str> {
    let rest = of_type(line, WRITTEN).or_else(|| of_type(line, READ))?;
    let end = rest.find([' ', '<'])?;
    Some(&rest[..end])
}

/// A type and what may be the names of those that it is made of.
struct Type<'a> {
    name: &'a str,
    used: Vec<&'a str>,
}

impl<'a> Type<'a> {
    fn of(line: &'a str) -> Option<Self> {
        let name = subject(line)?;
        // Whatever else a word with a dot in it is, it only makes the part larger.
        let words = line.split(|c| !(is_word(c) || matches!(c, '/' | '.')));
        let names = words.map(|word| word.strip_prefix("...").unwrap_or(word));
        let used = names.filter(|word| word.contains('.') && *word != name);
        Some(Self {
            name,
            used: used.collect(),
        })
    }

    fn to_users(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.used.iter().map(|used| (*used, self.name))
    }

    fn to_used(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.used.iter().map(|used| (self.name, *used))
    }
}

/// The names, and all that the steps lead to from them.
fn closure<'a>(
    mut open: Vec<&'a str>,
    steps: impl Iterator<Item = (&'a str, &'a str)>,
) -> Vec<&'a str> {
    let mut next: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
    for (from, to) in steps {
        next.entry(from).or_default().push(to);
    }
    let mut found = FxHashSet::default();
    while let Some(name) = open.pop() {
        if found.insert(name) {
            open.extend(next.get(name).into_iter().flatten());
        }
    }
    found.into_iter().collect()
}
