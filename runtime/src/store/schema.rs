//! The schema: what a build knows of it, and what a database has.

use std::fmt::Write;

use sqlx_core::{
    migrate::{Migration as Step, MigrationType, Migrator},
    sql_str::SqlSafeStr,
};

use super::{Migration, Schema, drift::Part};

/// A step by its number and name.
pub(super) type Known = (i64, &'static str, &'static str);

/// The number of a step, and what takes it back.
pub(super) type Down = (i64, &'static str);

/// What applies these steps, and notes that in a table of its own: sqlx's usual one belongs to the application.
pub(super) fn migrator(known: &[Known], table: &'static str) -> Migrator {
    let steps = known.iter().map(|&(version, name, sql)| {
        let (kind, sql) = (MigrationType::Simple, sql.into_sql_str());
        Step::new(version, name.into(), kind, sql, false)
    });
    let mut migrator = Migrator::with_migrations(steps.collect());
    migrator.dangerous_set_table_name(table);
    // Those of a newer build: whether this one can go on beside them is asked of them, see `unfit`.
    migrator.set_ignore_missing(true);
    migrator
}

/// Why a build that knows those steps cannot go on with these that are applied: each by its number and name, and whether it is one
/// that builds from before it cannot work with.
pub(super) fn unfit(known: &[Known], applied: &[(i64, String, bool)]) -> Option<String> {
    let is_applied = |it: &&Known| applied.iter().any(|(version, ..)| *version == it.0);
    if let Some((version, name, _)) = known.iter().find(|it| !is_applied(it)) {
        return Some(format!(
            "migration {version} ({name}) is not applied any more"
        ));
    }
    let is_known = |version: i64| known.iter().any(|it| it.0 == version);
    let newer =
        |(version, _, is_breaking): &&(i64, String, bool)| *is_breaking && !is_known(*version);
    let (version, name, _) = applied.iter().find(newer)?;
    Some(format!(
        "migration {version} ({name}) is of a newer build, and older ones cannot work with it"
    ))
}

/// A step that was applied: its number, its name, and the checksum of its SQL.
pub(super) type Applied = (i64, String, Vec<u8>);

/// How a database with these steps stands to a build that knows those.
pub(super) fn schema(
    known: &[Known],
    down: &[Down],
    migrator: &Migrator,
    applied: Vec<Applied>,
) -> Schema {
    let mut migrations: Vec<Migration> = known
        .iter()
        .zip(migrator.iter())
        .map(|(&(version, name, sql), step)| {
            let found = applied.iter().find(|(found, ..)| *found == version);
            Migration {
                version,
                name: name.to_owned(),
                sql: Some(sql),
                down: down.iter().find(|(of, _)| *of == version).map(|it| it.1),
                applied: found.is_some(),
                differs: found.is_some_and(|(.., checksum)| *checksum != *step.checksum),
            }
        })
        .collect();
    let newer = applied.into_iter().filter(|(version, ..)| {
        let is_known = |it: &Known| it.0 == *version;
        !known.iter().any(is_known)
    });
    migrations.extend(newer.map(|(version, name, _)| Migration {
        version,
        name,
        sql: None,
        down: None,
        applied: true,
        differs: false,
    }));
    Schema { migrations }
}

/// These steps backwards, as sqlx has them.
pub(super) fn undoing(back: &[&Migration]) -> Vec<Step> {
    let steps = back.iter().filter_map(|it| {
        let (kind, sql) = (MigrationType::ReversibleDown, it.down?.into_sql_str());
        Some(Step::new(
            it.version,
            it.name.clone().into(),
            kind,
            sql,
            false,
        ))
    });
    steps.collect()
}

/// The statement that counts the rows of a table, or the values of a column. Names are those of a catalog.
pub(super) fn count(part: &Part) -> String {
    match &part.parent {
        None => format!("SELECT count(*) FROM {}", part.name),
        Some(table) => format!("SELECT count({}) FROM {table}", part.name),
    }
}

/// How a database takes down what was applied: sqlx's table for that, and how bytes are written.
pub(super) struct Dialect {
    /// What makes the table, and whatever it lies in, where they are not there.
    pub table: &'static str,
    /// The table's name.
    pub name: &'static str,
    /// What stands around the hexadecimal digits of bytes.
    pub bytes: (&'static str, &'static str),
}

/// The steps behind one, for another tool to apply: with what takes them down, so that nobody applies them again.
pub(super) fn script(
    known: &[Known],
    migrator: &Migrator,
    after: i64,
    dialect: &Dialect,
) -> String {
    let Dialect {
        table,
        name,
        bytes: (open, close),
    } = dialect;
    let mut script = format!("{table}\n");
    let steps = known.iter().zip(migrator.iter());
    for (&(version, step, sql), applied) in steps.filter(|((version, ..), _)| *version > after) {
        let mut checksum = String::new();
        for byte in &*applied.checksum {
            let _ = write!(checksum, "{byte:02x}");
        }
        let _ = write!(
            script,
            "\n-- {version}: {step}\n\n{sql}\nINSERT INTO {name} (version, description, success, checksum, execution_time)\nVALUES ({version}, '{step}', TRUE, {open}{checksum}{close}, 0);\n"
        );
    }
    script
}
