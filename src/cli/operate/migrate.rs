//! `buildamp migrate`: the database's schema.

use buildamp_runtime::{Config, Operations, Result, Schema};
use serde::Serialize;

use super::super::answer::Answer;
use super::super::diagnostics;
use super::super::table::table;
use super::Format;

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Apply what is missing; an application does so by itself when it starts
    Up,
    /// Print it as SQL, for a migration tool of your own; what is applied so is not applied again
    Print {
        /// Only the migrations behind this one, for a database that has those before
        #[arg(long, value_name = "VERSION", default_value_t = 0)]
        after: i64,
    },
    /// Show what is applied; exit with 1 when that is not what this build knows
    Status {
        /// For people or for programs
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
    },
}

pub async fn run(command: &Command) -> Result<Answer> {
    let config = Config::load()?;
    match command {
        Command::Up => {
            let before = Operations::schema(&config).await?;
            Operations::migrate(&config).await?;
            let missing = before.migrations.iter().filter(|it| !it.applied);
            let applied: Vec<&str> = missing.map(|it| it.name.as_str()).collect();
            Ok(Answer::done(match applied.as_slice() {
                [] => "the schema is up to date\n".to_owned(),
                applied => format!("applied {}\n", applied.join(", ")),
            }))
        }
        Command::Print { after } => Ok(Answer::done(Operations::script(&config, *after)?)),
        Command::Status { format } => {
            let schema = Operations::schema(&config).await?;
            let out = match format {
                Format::Json => document(&schema),
                Format::Table => rows(&schema),
            };
            if schema.is_current() {
                return Ok(Answer::done(out));
            }
            let help =
                "run `buildamp migrate up`, or the buildamp that the application was built with";
            Ok(Answer::found(
                out,
                diagnostics::plain(&schema.to_string(), help),
            ))
        }
    }
}

#[derive(Debug, Serialize)]
struct Row<'a> {
    version: i64,
    name: &'a str,
    applied: bool,
    known: bool,
    differs: bool,
}

fn document(schema: &Schema) -> String {
    let migrations = schema.migrations.iter().map(|it| Row {
        version: it.version,
        name: &it.name,
        applied: it.applied,
        known: it.sql.is_some(),
        differs: it.differs,
    });
    let migrations: Vec<_> = migrations.collect();
    diagnostics::json(&serde_json::json!({
        "migrations": migrations, "current": schema.is_current(),
    }))
}

fn rows(schema: &Schema) -> String {
    let rows: Vec<_> = schema
        .migrations
        .iter()
        .map(|it| {
            let state = match (it.applied, it.differs, it.sql) {
                (_, true, _) => "applied in another form",
                (_, _, None) => "of a newer build",
                (true, ..) => "applied",
                (false, ..) => "to be applied",
            };
            [it.version.to_string(), it.name.clone(), state.to_owned()]
        })
        .collect();
    table(["VERSION", "NAME", "STATE"], &rows)
}
