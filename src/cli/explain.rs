//! `buildamp explain`: more about a diagnostic.

use buildamp_codegen::report::{RULES, Rule, Severity, rule};

use super::answer::Answer;

/// Tell more about a diagnostic
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The code in the diagnostic's brackets, such as BA0007
    code: String,
}

/// Prints the rule behind a code.
pub fn run(args: &Args) -> Answer {
    match rule(&args.code) {
        Some(Rule {
            code,
            severity,
            title,
            explanation,
        }) => {
            let weight = match severity {
                Severity::Error => "",
                Severity::Warning => " (a warning)",
            };
            Answer::done(format!(
                "{code}: {title}{weight}\n\n{}\n",
                wrap(explanation)
            ))
        }
        None => Answer::usage(&format!("there is no code '{}'", args.code), &codes()),
    }
}

fn codes() -> String {
    let code = |rule: Option<&Rule>| rule.map_or_else(String::new, |rule| rule.code.to_string());
    let (first, last) = (code(RULES.first()), code(RULES.last()));
    format!(
        "codes stand in a diagnostic's brackets, `error[{first}]`, and run from {first} to {last}"
    )
}

/// Breaks paragraphs at 80 columns; indented lines are code and stay as they are.
fn wrap(text: &str) -> String {
    let mut out = Vec::new();
    for line in text.lines() {
        if line.starts_with("    ") {
            out.push(line.to_owned());
            continue;
        }
        let mut current = String::new();
        for word in line.split(' ') {
            if !current.is_empty() && current.chars().count() + 1 + word.chars().count() > 80 {
                out.push(std::mem::take(&mut current));
            }
            if !current.is_empty() {
                current.push(' ');
            }
            current.push_str(word);
        }
        out.push(current);
    }
    out.join("\n")
}
