//! What files said when they were parsed.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use super::place::Place;
use super::{Hash, hash, store};
use crate::Input;
use crate::scan::{Memory, Outcome, Source};

/// The outcomes of parsing, in one file for all files of an [`Input`].
#[derive(Debug)]
pub struct Facts {
    /// Where they are kept; `None` to keep them as long as this lives.
    file: Option<(Place, PathBuf)>,
    state: Mutex<State>,
}

type Outcomes = BTreeMap<Hash, Vec<u8>>;

#[derive(Debug, Default)]
struct State {
    /// Those of before.
    known: Outcomes,
    /// Those that were asked for.
    used: Outcomes,
    /// Whether any is new.
    grown: bool,
}

impl Facts {
    /// Those that were kept for this input.
    #[must_use]
    pub fn open(place: Option<&Place>, input: &Input) -> Self {
        let file = place.map(|place| (place.clone(), place.file(input, "facts")));
        let kept = file
            .as_ref()
            .and_then(|(place, file)| unpack(&store::read(place, file)?));
        Self {
            file,
            state: Mutex::new(State {
                known: kept.unwrap_or_default(),
                ..State::default()
            }),
        }
    }

    /// Keeps those that were asked for since the last time, and forgets all others.
    pub fn save(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let is_less = state.used.len() < state.known.len();
        let used = std::mem::take(&mut state.used);
        if let Some((place, file)) = &self.file
            && (state.grown || is_less)
            && let Some(index) = index(&used)
        {
            let outcomes = used.values().map(Vec::as_slice);
            let body: Vec<&[u8]> = [index.as_slice()].into_iter().chain(outcomes).collect();
            store::write(place, file, &body);
        }
        state.known = used;
        state.grown = false;
    }

    fn key(source: &Source<'_>) -> Hash {
        let Source {
            text,
            file,
            module,
            home,
            builds,
        } = source;
        let mut all = format!("{file:?}{module:?}{home:?}{builds:?}");
        all.push_str(text);
        hash(all.as_bytes())
    }
}

impl Memory for Facts {
    fn recall(&self, source: &Source<'_>) -> Option<Outcome> {
        let key = Self::key(source);
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes = state
            .known
            .get(&key)
            .or_else(|| state.used.get(&key))?
            .clone();
        let outcome = postcard::from_bytes(&bytes).ok();
        state.used.insert(key, bytes);
        outcome
    }

    fn keep(&self, source: &Source<'_>, outcome: &Outcome) {
        let Ok(bytes) = postcard::to_allocvec(outcome) else {
            return;
        };
        let key = Self::key(source);
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.used.insert(key, bytes);
        state.grown = true;
    }
}

/// The keys and lengths of all; [`unpack`] finds them before all, one behind the other.
fn index(outcomes: &Outcomes) -> Option<Vec<u8>> {
    let index: Vec<(Hash, usize)> = outcomes.iter().map(|(key, of)| (*key, of.len())).collect();
    postcard::to_allocvec(&index).ok()
}

fn unpack(packed: &[u8]) -> Option<Outcomes> {
    let (index, mut rest): (Vec<(Hash, usize)>, _) = postcard::take_from_bytes(packed).ok()?;
    let mut outcomes = Outcomes::new();
    for (key, length) in index {
        let (outcome, behind) = rest.split_at_checked(length)?;
        outcomes.insert(key, outcome.to_vec());
        rest = behind;
    }
    Some(outcomes)
}
