//! `buildamp doctor`: whether all is well.

use buildamp_runtime::{Config, Finding, Operations, Result, Verdict};
use serde::Serialize;

use super::super::answer::{Answer, Status};
use super::super::diagnostics;
use super::Format;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// For people or for programs
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

pub async fn run(args: &Args) -> Result<Answer> {
    let findings = match Config::load() {
        Ok(config) => Operations::examine(&config).await,
        Err(error) => {
            let problem = diagnostics::plain(&error.to_string(), "write it as it says");
            return Ok(Answer::found("", problem));
        }
    };
    let out = match args.format {
        Format::Json => document(&findings),
        Format::Table => lines(&findings),
    };
    let has_problem = findings.iter().any(|it| it.verdict == Verdict::Problem);
    Ok(Answer {
        status: if has_problem {
            Status::Found
        } else {
            Status::Done
        },
        ..Answer::done(out)
    })
}

#[derive(Debug, Serialize)]
struct Row<'a> {
    what: &'a str,
    verdict: String,
    says: &'a str,
    help: Option<&'a str>,
}

fn document(findings: &[Finding]) -> String {
    let rows = findings.iter().map(|it| Row {
        what: &it.what,
        verdict: it.verdict.to_string(),
        says: &it.says,
        help: it.help.as_deref(),
    });
    let rows: Vec<Row<'_>> = rows.collect();
    diagnostics::json(&serde_json::json!({ "findings": rows }))
}

fn lines(findings: &[Finding]) -> String {
    let mut lines = Vec::new();
    for Finding {
        what,
        verdict,
        says,
        help,
        ..
    } in findings
    {
        lines.push(format!("{verdict:8} {what}: {says}"));
        if let Some(help) = help {
            lines.push(format!("         help: {help}"));
        }
    }
    lines.join("\n") + "\n"
}
