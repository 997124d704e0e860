//! How a schema differs from what the migrations make, and what is lost when some of them are taken back.
//!
//! What the migrations make is found by running them where nobody else sees it, so that there is no second copy of it.

use std::fmt;

use async_trait::async_trait;

use super::{Migration, Schema, Store};
use crate::{Error, Finding, Result};

/// What an operator does to the schema, and what it takes to look at it.
#[async_trait]
pub(crate) trait Upkeep: Send + Sync {
    /// Why this build cannot go on with the schema as it stands; `None` when it can.
    async fn unfit(&self) -> Result<Option<String>>;
    /// How the database itself stands, apart from what lies in it.
    async fn examine(&self) -> Result<Vec<Finding>>;
    /// Take these migrations back, in this order, each in a transaction of its own or all in one.
    async fn undo(&self, back: &[&Migration]) -> Result<()>;
    /// What the schema consists of, and what these migrations make of nothing. Nothing is changed.
    async fn catalogs(&self, up: &[&'static str], down: &[&'static str]) -> Result<Catalogs>;
    /// How many rows a table has, or how many values a column.
    async fn count(&self, part: &Part) -> Result<u64>;
}

/// What schemas consist of.
#[derive(Debug)]
pub(crate) struct Catalogs {
    /// The one that is there.
    pub found: Vec<Part>,
    /// The one that the migrations make.
    pub made: Vec<Part>,
    /// What is left of it when those that go have been taken back.
    pub left: Vec<Part>,
}

/// A table, a column, an index: whatever can be there or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    pub kind: String,
    /// The table that it belongs to.
    pub parent: Option<String>,
    pub name: String,
    pub definition: String,
}

impl Part {
    /// `definition` is SQL as it was written: comments and blanks make no difference.
    pub(super) fn new(
        kind: String,
        parent: Option<String>,
        name: String,
        definition: &str,
    ) -> Self {
        let mut words = Vec::new();
        for line in definition.lines() {
            let code = line.split_once("--").map_or(line, |(code, _)| code);
            words.extend(code.split_whitespace());
        }
        Self {
            kind,
            parent,
            name,
            definition: words.join(" "),
        }
    }

    fn of<'a>(&self, catalog: &'a [Self]) -> Option<&'a Self> {
        let mut parts = catalog.iter();
        parts.find(|it| it.kind == self.kind && it.name == self.name)
    }

    /// Whether its table is there.
    fn has_parent(&self, catalog: &[Self]) -> bool {
        let is_it = |name: &str| {
            catalog
                .iter()
                .any(|it| it.kind == "table" && it.name == name)
        };
        self.parent.as_deref().is_none_or(is_it)
    }

    fn differs(&self, how: Differs) -> Difference {
        Difference {
            what: format!("{} {}", self.kind, self.name),
            how,
        }
    }
}

/// A difference between the schema of a database and what the migrations make.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference {
    /// What differs: `index buildamp.deliveries_dead`, `migration 5 (crons)`.
    pub what: String,
    /// In which way.
    pub how: Differs,
}

/// In which way a part of a schema differs from what the migrations make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Differs {
    /// It is not there.
    Missing,
    /// It is there in another form.
    Altered,
    /// No migration of this build makes it.
    Unexpected,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let how = match self.how {
            Differs::Missing => "is missing",
            Differs::Altered => "is not as the migrations make it",
            Differs::Unexpected => "is made by no migration of this build",
        };
        write!(f, "{} {how}", self.what)
    }
}

/// Whether migrations may be taken back that have made what data lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DataLoss {
    /// Do nothing then, and tell what it is.
    Refuse,
    /// The data is lost.
    Accept,
}

/// How the schema of the configured database differs from what this build's migrations make.
pub(crate) async fn differences(store: &dyn Store) -> Result<Vec<Difference>> {
    let schema = store.schema().await?;
    let mut differences: Vec<_> = schema.migrations.iter().filter_map(pending).collect();
    // What a migration makes that this build does not know, nobody here can tell.
    if schema.migrations.iter().all(|it| it.sql.is_some()) {
        let applied = schema.migrations.iter().filter(|it| it.applied);
        let up: Vec<&str> = applied.filter_map(|it| it.sql).collect();
        let Catalogs { found, made, .. } = store.upkeep().catalogs(&up, &[]).await?;
        differences.extend(compared(&found, &made));
    }
    Ok(differences)
}

/// What is to be said of a migration that is not applied as it is known.
fn pending(migration: &Migration) -> Option<Difference> {
    let Migration { version, name, .. } = migration;
    let how = match (migration.sql, migration.applied, migration.differs) {
        (None, ..) => Differs::Unexpected,
        (Some(_), false, _) => Differs::Missing,
        (Some(_), true, true) => Differs::Altered,
        (Some(_), true, false) => return None,
    };
    Some(Difference {
        what: format!("migration {version} ({name})"),
        how,
    })
}

fn compared(found: &[Part], made: &[Part]) -> Vec<Difference> {
    let mut differences = Vec::new();
    for part in made.iter().filter(|part| part.has_parent(found)) {
        match part.of(found) {
            None => differences.push(part.differs(Differs::Missing)),
            Some(other) if *other != *part => differences.push(part.differs(Differs::Altered)),
            Some(_) => {}
        }
    }
    for part in found.iter().filter(|part| part.has_parent(made)) {
        if part.of(made).is_none() {
            differences.push(part.differs(Differs::Unexpected));
        }
    }
    // Where a table is described by a text of its own, the column says more.
    let of_columns: Vec<String> = differences
        .iter()
        .filter_map(|it| it.what.strip_prefix("column ")?.rsplit_once('.'))
        .map(|(table, _)| format!("table {table}"))
        .collect();
    differences.retain(|it| !of_columns.contains(&it.what));
    differences
}

/// Takes back the migrations behind number `to`, the last first; without one the last alone. Answers with those.
pub(crate) async fn take_back(
    store: &dyn Store,
    to: Option<i64>,
    loss: DataLoss,
) -> Result<Vec<Migration>> {
    let schema = store.schema().await?;
    let back = going(&schema, to)?;
    if loss == DataLoss::Refuse {
        let dropped = lost(store, &schema, &back).await?;
        if !dropped.is_empty() {
            return Err(Error::WouldLose(dropped.join(", ")));
        }
    }
    store.upkeep().undo(&back).await?;
    Ok(back.into_iter().cloned().collect())
}

/// Those that are applied behind a number, the last first, all of which can be taken back.
fn going(schema: &Schema, to: Option<i64>) -> Result<Vec<&Migration>> {
    let applied = || schema.migrations.iter().rev().filter(|it| it.applied);
    let to = match to {
        Some(to) => to,
        None => applied().nth(1).map_or(0, |before| before.version),
    };
    let back: Vec<&Migration> = applied().filter(|it| it.version > to).collect();
    match back.iter().find(|it| it.down.is_none()) {
        None => Ok(back),
        Some(Migration { version, name, .. }) => Err(Error::Config(format!(
            "migration {version} ({name}) is of a newer build, which alone can take it back: use that one's `buildamp migrate down`"
        ))),
    }
}

/// The tables with rows and the columns with values that would go.
async fn lost(store: &dyn Store, schema: &Schema, back: &[&Migration]) -> Result<Vec<String>> {
    let applied = schema.migrations.iter().filter(|it| it.applied);
    let up: Vec<&str> = applied.filter_map(|it| it.sql).collect();
    let down: Vec<&str> = back.iter().filter_map(|it| it.down).collect();
    let Catalogs { found, made, left } = store.upkeep().catalogs(&up, &down).await?;
    let goes = |part: &&Part| {
        matches!(&*part.kind, "table" | "column")
            && part.of(&made).is_some()
            && part.of(&left).is_none()
    };
    let mut lost = Vec::new();
    for part in found.iter().filter(goes).filter(|it| it.has_parent(&left)) {
        let rows = store.upkeep().count(part).await?;
        if rows > 0 {
            let rows = match rows {
                1 => "1 row".to_owned(),
                rows => format!("{rows} rows"),
            };
            lost.push(format!("{} with {rows}", part.name));
        }
    }
    Ok(lost)
}
