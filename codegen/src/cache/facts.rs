//! What files said when they were parsed.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use twox_hash::XxHash3_128;

use super::place::Place;
use super::{Hash, store};
use crate::Input;
use crate::scan::{Memory, Outcome, Source};

/// The outcomes of parsing, in one file for all files of an [`Input`].
#[derive(Debug)]
pub struct Facts {
    /// Where they are kept; `None` to keep them as long as this lives.
    file: Option<(Place, PathBuf)>,
    state: Mutex<State>,
}

/// An outcome as it is kept.
type Packed = Arc<[u8]>;

type Outcomes = BTreeMap<Hash, Packed>;

#[derive(Debug, Default)]
struct State {
    /// Those of before that were not asked for yet.
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
        let mut state = self.state();
        // Those that were asked for are known no longer.
        let is_less = !state.known.is_empty();
        let used = std::mem::take(&mut state.used);
        if let Some((place, file)) = &self.file
            && (state.grown || is_less)
            && let Some(index) = index(&used)
        {
            let outcomes = used.values().map(|outcome| &**outcome);
            let body: Vec<&[u8]> = [index.as_slice()].into_iter().chain(outcomes).collect();
            store::write(place, file, &body);
        }
        state.known = used;
        state.grown = false;
    }

    /// The state, whoever else may have come to grief with it.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn key(source: &Source<'_>) -> Hash {
        let Source {
            text,
            file,
            module,
            home,
            builds,
        } = source;
        let mut all = XxHash3_128::new();
        all.write(format!("{file:?}{module:?}{home:?}{builds:?}").as_bytes());
        all.write(text.as_bytes());
        all.finish_128()
    }
}

impl Memory for Facts {
    fn outcome(&self, source: &Source<'_>) -> Outcome {
        let key = Self::key(source);
        let known = {
            let mut state = self.state();
            let known = state.known.remove(&key);
            known.or_else(|| state.used.get(&key).cloned())
        };
        if let Some(bytes) = known
            && let Ok(outcome) = source.file.here(|| postcard::from_bytes(&bytes))
        {
            self.state().used.insert(key, bytes);
            return outcome;
        }
        let outcome = source.parse();
        if let Some(bytes) = source.file.here(|| packed(&outcome, source.text)) {
            let mut state = self.state();
            state.used.insert(key, bytes);
            state.grown = true;
        }
        outcome
    }
}

/// An outcome as bytes, which take no more room than they need: all of them stay until the end.
fn packed(outcome: &Outcome, text: &str) -> Option<Packed> {
    thread_local! {
        static ROOM: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    }
    ROOM.with_borrow_mut(|room| {
        // More than is ever needed for what people write: about three times the text.
        let enough = 8 * text.len() + 4096;
        if room.len() < enough {
            room.resize(enough, 0);
        }
        match postcard::to_slice(outcome, room) {
            Ok(bytes) => Some(Packed::from(&*bytes)),
            Err(_) => postcard::to_allocvec(outcome).ok().map(Packed::from),
        }
    })
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
        outcomes.insert(key, outcome.into());
        rest = behind;
    }
    Some(outcomes)
}
