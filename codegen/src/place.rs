//! The location convention: what the folder of a file makes of its types, and the names that follow from a path.

use std::collections::BTreeMap;
use std::path::{Component, Path};

use heck::ToSnakeCase;

use crate::model::{Interface, Kind};

/// One row of the convention.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// The folder, and the key in `[generate.place]`.
    pub folder: &'static str,
    /// What its types become; `None` while this version has no generator for it.
    pub kind: Option<Kind>,
    /// The derive that does the same elsewhere.
    pub derive: Option<&'static str>,
    /// The traits that are added where they are missing.
    pub adds: &'static [&'static str],
}

const DATA: &[&str] = &["Debug", "Clone", "Serialize", "Deserialize"];

/// The location convention.
pub const TABLE: [Row; 9] = [
    Row {
        folder: "events",
        kind: Some(Kind::Event),
        derive: Some("BuildAmpEvent"),
        adds: &["Debug", "Clone", "Serialize", "Deserialize", "Event"],
    },
    Row {
        folder: "sse",
        kind: Some(Kind::Sse),
        derive: Some("BuildAmpSSE"),
        adds: &["Debug", "Clone", "Serialize", "Deserialize", "SseMessage"],
    },
    Row {
        folder: "ws",
        kind: None,
        derive: None,
        adds: &["Debug", "Clone", "Serialize", "Deserialize", "WsMessage"],
    },
    Row {
        folder: "db",
        kind: None,
        derive: None,
        adds: &["Debug", "Clone", "Serialize", "Deserialize", "Record"],
    },
    Row {
        folder: "storage",
        kind: None,
        derive: None,
        adds: DATA,
    },
    Row {
        folder: "webhooks",
        kind: Some(Kind::Webhook),
        derive: Some("BuildAmpWebhook"),
        adds: &["Debug", "Clone", "Serialize", "Deserialize", "Webhook"],
    },
    Row {
        folder: "services",
        kind: Some(Kind::Service),
        derive: Some("BuildAmpServiceCall"),
        adds: &["Debug", "Clone", "Serialize", "Deserialize", "ServiceCall"],
    },
    Row {
        folder: "api",
        kind: Some(Kind::Api),
        derive: None,
        adds: &["Debug", "Clone", "Serialize", "Deserialize", "Endpoint"],
    },
    Row {
        folder: SESSION,
        kind: Some(Kind::Session),
        derive: None,
        adds: DATA,
    },
];

/// The one row that is a file, `session.rs`, and not a folder.
const SESSION: &str = "session";

/// The traits that every type below the models gets where they are missing.
#[must_use]
pub fn adds(kind: Kind) -> &'static [&'static str] {
    TABLE
        .iter()
        .find(|row| row.kind == Some(kind))
        .map_or(DATA, |row| row.adds)
}

/// The kind that a derive of ours stands for.
#[must_use]
pub fn derived(name: &str) -> Option<Kind> {
    TABLE
        .iter()
        .find(|row| row.derive == Some(name))
        .and_then(|row| row.kind)
}

/// The folder names in use: the table's own, renamed or switched off by `[generate.place]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    folders: BTreeMap<String, Row>,
    /// What the types of `events/` become.
    pub interface: Interface,
}

impl Default for Places {
    fn default() -> Self {
        let folders = TABLE.map(|row| (row.folder.to_owned(), row));
        Self {
            folders: folders.into(),
            interface: Interface::default(),
        }
    }
}

impl Places {
    /// Gives `row` no folder: types there are plain.
    pub fn switch_off(&mut self, row: Row) {
        self.folders.retain(|_, other| other.folder != row.folder);
    }

    /// Gives `row` another folder.
    ///
    /// # Errors
    /// The row that has that folder already, and keeps it.
    pub fn rename(&mut self, row: Row, folder: &str) -> Result<(), Row> {
        if let Some(other) = self.folders.get(folder) {
            return Err(*other);
        }
        self.switch_off(row);
        self.folders.insert(folder.to_owned(), row);
        Ok(())
    }

    /// What a file is, by its path below the models' root without the extension: `["events", "email"]`.
    #[must_use]
    pub fn locate(&self, path: &[String], stem: Stem) -> Place {
        let folders = match stem {
            Stem::Folder => path,
            Stem::File => &path[..path.len().saturating_sub(1)],
        };
        let named = folders.iter().rposition(|folder| {
            self.folders
                .get(folder)
                .is_some_and(|row| row.folder != SESSION)
        });
        let session = match (named, path) {
            (None, [only]) => self.folders.get(only).filter(|row| row.folder == SESSION),
            _ => None,
        };
        let row = named
            .and_then(|at| self.folders.get(&folders[at]))
            .or(session);
        let mut namespace = path.to_vec();
        if let Some(at) = named {
            namespace.remove(at);
        }
        Place {
            row: row.copied(),
            namespace,
            interface: self.interface,
        }
    }

    /// What a file is that lies below no models' root.
    #[must_use]
    pub fn elsewhere(&self) -> Place {
        Place {
            interface: self.interface,
            ..Place::default()
        }
    }
}

/// Why a durable name is not to be had, behind the name itself; `None` when it is.
#[must_use]
pub fn reserved(durable: &str) -> Option<&'static str> {
    if durable.starts_with("buildamp.") {
        Some("begins with `buildamp.`, as the system's own names do")
    } else if durable == "Unknown" {
        Some("is what clients call the messages that they do not know")
    } else {
        None
    }
}

/// Whether a path ends in a folder (`a/mod.rs` is `["a"]`) or in a file (`a/b.rs` is `["a", "b"]`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stem {
    /// `mod.rs`, `lib.rs`, `main.rs`: the path is the folder's.
    Folder,
    /// Any other file.
    File,
}

/// What a file's place says of its types.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// The row of the nearest folder; `None` for plain types.
    pub row: Option<Row>,
    /// The path without that folder: the durable names' first part.
    pub namespace: Vec<String>,
    /// What events become.
    pub interface: Interface,
}

impl Place {
    /// The durable name of a type here: `email.send_welcome_email`.
    #[must_use]
    pub fn durable(&self, type_name: &str) -> String {
        let name = type_name.trim_start_matches("r#").to_snake_case();
        let mut parts = self.namespace.clone();
        parts.push(name);
        parts.join(".")
    }
}

/// Splits the path of a file below the models' root: `events/email.rs` into `["events", "email"]`, `a/mod.rs` into
/// `["a"]`. `None` when it is no path of Unicode names, or no `.rs` file.
#[must_use]
pub fn split(below: &Path) -> Option<(Vec<String>, Stem)> {
    let mut parts = Vec::new();
    for component in below.components() {
        match component {
            Component::Normal(name) => parts.push(name.to_str()?.to_owned()),
            Component::CurDir => {}
            Component::Prefix(_) | Component::RootDir | Component::ParentDir => return None,
        }
    }
    let last = parts.pop()?;
    match last.strip_suffix(".rs")? {
        "mod" | "lib" | "main" => Some((parts, Stem::Folder)),
        stem => {
            parts.push(stem.to_owned());
            Some((parts, Stem::File))
        }
    }
}

/// The place of a file that a compiler names: the part of `file` after the last `models` (`src/models`), if any.
#[must_use]
pub fn of_file(file: &Path, models: &Path, places: &Places) -> Option<Place> {
    let file: Vec<Component<'_>> = file.components().collect();
    let models: Vec<Component<'_>> = models
        .components()
        .filter(|part| *part != Component::CurDir)
        .collect();
    let start = (0..file.len())
        .rev()
        .find(|start| file[*start..].starts_with(&models))?;
    let below: std::path::PathBuf = file[start + models.len()..].iter().collect();
    let (path, stem) = split(&below)?;
    Some(places.locate(&path, stem))
}
