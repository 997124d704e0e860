//! The command line, one file a command. A command turns its arguments into an [`Answer`]; what reaches the terminal,
//! and with which exit status, is decided in [`answer`].

mod answer;
mod completions;
mod diagnostics;
mod diff;
mod expand;
mod explain;
mod generate;
mod github;
mod inspect;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod operate;
mod source;
mod table;
mod watch;
#[cfg(feature = "http")]
mod webhook;

use std::ffi::OsString;
use std::panic::catch_unwind;
use std::process::ExitCode;

use anstream::ColorChoice;
use buildamp_codegen::parallel;
use clap::{ArgMatches, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

use answer::Answer;

/// Plain Rust structs in, scheduling, TypeScript and Elm out.
///
/// Exit status: 0 done; 1 a diagnostic, or drift under `generate --check`; 2 wrong usage.
#[derive(Debug, Parser)]
#[command(name = "buildamp", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,

    /// When to colour what is printed; `NO_COLOR` and `CLICOLOR_FORCE` are honoured
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: Color,
}

#[derive(Debug, Subcommand)]
enum Command {
    Generate(generate::Args),
    Inspect(inspect::Args),
    Expand(expand::Args),
    Explain(explain::Args),
    Completions(completions::Args),
    #[cfg(feature = "http")]
    #[command(subcommand)]
    Webhook(webhook::Command),
    #[cfg(any(feature = "sqlite", feature = "postgres"))]
    #[command(flatten)]
    Operate(operate::Command),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Color {
    /// In a terminal that can
    Auto,
    /// Also into a pipe or a file
    Always,
    /// Not at all
    Never,
}

/// Runs the command that the process was started with.
pub fn main() -> ExitCode {
    let mut args: Vec<OsString> = std::env::args_os().collect();
    // `cargo buildamp generate` starts us as `cargo-buildamp buildamp generate`.
    if args.get(1).is_some_and(|first| first == "buildamp") {
        args.remove(1);
    }
    color(&args).write_global();
    match catch_unwind(|| parallel::on_pool(|| run(args))) {
        Ok(Ok(answer)) => answer,
        // It panicked.
        Err(_) => Answer::bug(),
        Ok(Err(error)) => Answer::found(
            "",
            diagnostics::plain(
                &format!("no threads can be started: {error}"),
                "free some memory, or let this user have more threads",
            ),
        ),
    }
    .print()
}

fn run(args: Vec<OsString>) -> Answer {
    let parsed = Cli::command()
        .try_get_matches_from(args)
        .and_then(|matches: ArgMatches| Cli::from_arg_matches(&matches));
    match parsed.map(|cli| cli.command) {
        Ok(Command::Generate(args)) => generate::run(&args),
        Ok(Command::Inspect(args)) => inspect::run(&args),
        Ok(Command::Expand(args)) => expand::run(&args),
        Ok(Command::Explain(args)) => explain::run(&args),
        Ok(Command::Completions(args)) => completions::run(&args),
        #[cfg(feature = "http")]
        Ok(Command::Webhook(command)) => webhook::run(&command),
        #[cfg(any(feature = "sqlite", feature = "postgres"))]
        Ok(Command::Operate(command)) => operate::run(command),
        Err(error) => Answer::clap(&error),
    }
}

/// The wished colour, also of a command line that is wrong elsewhere, so that the complaint has it too.
fn color(args: &[OsString]) -> ColorChoice {
    let wish = Cli::command()
        .ignore_errors(true)
        .try_get_matches_from(args)
        .ok()
        .and_then(|matches| matches.try_get_one("color").ok().flatten().copied());
    match wish {
        Some(Color::Always) => ColorChoice::Always,
        Some(Color::Never) => ColorChoice::Never,
        Some(Color::Auto) | None => ColorChoice::Auto,
    }
}
