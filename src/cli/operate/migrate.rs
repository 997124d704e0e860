//! `buildamp migrate`: the database's schema.

use buildamp_runtime::{Config, DataLoss, Difference, Differs, Error, Operations, Result, Schema};
use serde::Serialize;

use super::super::answer::Answer;
use super::super::diagnostics;
use super::super::table::table;
use super::Format;

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Apply what is missing; an application does so by itself when it starts
    Up,
    /// Take back what was applied last, with the data that lies in it
    Down {
        /// Take back all migrations behind this one; 0 for all
        #[arg(long, value_name = "VERSION")]
        to: Option<i64>,
        /// Do so although data is lost
        #[arg(long)]
        yes: bool,
    },
    /// Compare the schema with what the migrations make; exit with 1 when somebody has changed it
    Validate {
        /// For people or for programs
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
    },
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
        Command::Down { to, yes } => down(&config, *to, *yes).await,
        Command::Validate { format } => {
            let found = Operations::validate(&config).await?;
            Ok(differences(&found, *format))
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

async fn down(config: &Config, to: Option<i64>, yes: bool) -> Result<Answer> {
    let loss = if yes {
        DataLoss::Accept
    } else {
        DataLoss::Refuse
    };
    match Operations::migrate_down(config, to, loss).await {
        Err(error @ Error::WouldLose(_)) => {
            let help = "save what is still of use, then add `--yes`";
            Ok(Answer::found(
                "",
                diagnostics::plain(&error.to_string(), help),
            ))
        }
        back => {
            let back: Vec<String> = back?.into_iter().map(|it| it.name).collect();
            Ok(Answer::done(match back.as_slice() {
                [] => "there is nothing to take back\n".to_owned(),
                back => format!("took back {}\n", back.join(", ")),
            }))
        }
    }
}

fn differences(found: &[Difference], format: Format) -> Answer {
    let out = match format {
        Format::Json => {
            let rows = found.iter().map(|it| {
                let how = match it.how {
                    Differs::Missing => "missing",
                    Differs::Altered => "altered",
                    Differs::Unexpected => "unexpected",
                    _ => "different",
                };
                serde_json::json!({ "what": it.what, "how": how })
            });
            let rows: Vec<_> = rows.collect();
            diagnostics::json(&serde_json::json!({ "differences": rows }))
        }
        Format::Table if found.is_empty() => "the schema is as the migrations make it\n".to_owned(),
        Format::Table => {
            let lines: Vec<String> = found.iter().map(ToString::to_string).collect();
            lines.join("\n") + "\n"
        }
    };
    if found.is_empty() {
        return Answer::done(out);
    }
    let what = match found.len() {
        1 => "the schema differs in one place from what the migrations make".to_owned(),
        places => format!("the schema differs in {places} places from what the migrations make"),
    };
    let help = "`buildamp migrate up` applies a migration that is missing; the rest somebody has changed by hand, and \
                `buildamp migrate print` shows how it was";
    Answer::found(out, diagnostics::plain(&what, help))
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
