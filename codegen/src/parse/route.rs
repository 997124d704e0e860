//! `path` and `query` in `#[buildamp(..)]` on a request → [`Route`].

use crate::attr::{self, Entry, Value};
use crate::model::{Interface, Route};
use crate::report::{self, Notes};

/// Reads what makes a type a request; `None` where it says no path that could be one, which is told.
pub(super) fn route(
    entries: &[Entry],
    name: &str,
    interface: Interface,
    notes: &mut Notes<'_>,
) -> Option<Route> {
    let says = |key: &str| entries.iter().find(|entry| entry.key.name == key);
    let mut is_query = false;
    if let Some(query) = says("query") {
        is_query = query.value == Value::None;
        if !is_query {
            let help = format!("write {}", query.key.example);
            notes.add(
                report::ENDPOINT,
                query.value_span,
                "`query` takes no value",
                help,
            );
        }
    }
    let Some(entry) = says("path") else {
        let query = says("query")?;
        let what = format!("`{name}` is a request that says no path");
        notes.add(
            report::ENDPOINT,
            query.span,
            what,
            format!("write {}", query.key.example),
        );
        return None;
    };
    if interface == Interface::Immediate {
        notes.add(
            report::IMMEDIATE,
            entry.span,
            "a request is answered once its transaction is committed, and there is no store (`event_store = false`)",
            attr::WITH_A_STORE,
        );
    }
    match &entry.value {
        Value::Text(path) if is_path(path) => Some(Route {
            path: path.clone(),
            is_query,
            ..Route::default()
        }),
        _ => {
            notes.add(
                report::ENDPOINT,
                entry.value_span,
                "`path` is what stands behind /api/: segments of letters, digits, `-`, `_` and `.`, divided by `/`",
                format!("write {}", attr::REQUEST),
            );
            None
        }
    }
}

/// Whether a text can stand behind `/api/`, which the runtime asks, too.
fn is_path(text: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let mut segments = text.split('/');
    segments.all(|it| !it.is_empty() && it.chars().all(is_plain) && it.chars().any(|c| c != '.'))
}
