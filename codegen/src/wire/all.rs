//! Every type, lowered; and a look at them from one side.

use ecow::EcoString;

use super::context::Context;
use super::flat::Need;
use crate::model::{Item, Side, TypeShape};
use crate::report::Problem;

/// A type while the others are still to be asked.
#[derive(Default)]
pub(super) struct Lowered {
    /// Its type parameters.
    pub(super) params: Vec<EcoString>,
    /// What serde writes; `None` when some of it has no form.
    pub(super) written: Option<TypeShape>,
    /// What serde accepts, where that was looked at by itself; else it is what is written.
    pub(super) accepted: Option<TypeShape>,
    /// Whether the two sides can differ by what stands on the type itself.
    pub(super) differs: bool,
    /// The items that it refers to.
    pub(super) uses: Vec<usize>,
    /// Whether there is a `RawValue` in it.
    pub(super) raw: bool,
    /// Whether it travels from the server to others alone.
    pub(super) only_written: bool,
    /// What its type parameters have to be.
    pub(super) needs: Vec<Need>,
    /// What is wrong with it.
    pub(super) problems: Vec<Problem>,
}

impl Lowered {
    /// Its shape on one side.
    pub(super) fn on(&self, side: Side) -> Option<&TypeShape> {
        match (side, &self.accepted) {
            (Side::Accepted, Some(accepted)) => Some(accepted),
            _ => self.written.as_ref(),
        }
    }
}

/// Who refers to each type: all lists in one, and where each ends.
pub(super) struct Users {
    ends: Vec<usize>,
    users: Vec<usize>,
}

impl Users {
    pub(super) fn of_all(lowered: &[Lowered]) -> Self {
        let mut ends = vec![0; lowered.len()];
        for &used in lowered.iter().flat_map(|it| &it.uses) {
            ends[used] += 1;
        }
        // Where each list begins, which moves to its end as it is filled.
        let mut all = 0;
        for end in &mut ends {
            all += std::mem::replace(end, all);
        }
        let mut users = vec![0; all];
        for (number, it) in lowered.iter().enumerate() {
            for &used in &it.uses {
                users[ends[used]] = number;
                ends[used] += 1;
            }
        }
        Self { ends, users }
    }

    /// The numbers of those that refer to one.
    pub(super) fn of(&self, number: usize) -> &[usize] {
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.users[start..self.ends[number]]
    }
}

/// All types, seen from one side.
pub(super) struct All<'a> {
    pub(super) context: &'a Context<'a>,
    pub(super) lowered: &'a [Lowered],
    pub(super) side: Side,
}

impl<'a> All<'a> {
    /// The parameters and the shape of the definition that a reference names.
    pub(super) fn definition(
        &self,
        file: &[String],
        name: &str,
    ) -> Option<(&'a [EcoString], &'a TypeShape)> {
        let lowered = &self.lowered[self.context.number(file, name)?];
        Some((&lowered.params, lowered.on(self.side)?))
    }

    /// An item by its number.
    pub(super) fn item(&self, number: usize) -> &'a Item {
        &self.context.items[number].parsed.item
    }
}
