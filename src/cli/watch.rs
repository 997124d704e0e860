//! `buildamp generate --watch`: the same again whenever something changes.

use std::io::{self, IsTerminal};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::{Duration, Instant};

use buildamp_codegen::scan::{Answered, Seen};
use notify::event::{AccessKind, AccessMode, EventKind};
use notify::{RecommendedWatcher, RecursiveMode, Watcher};

use super::answer::Answer;
use super::diagnostics;
use super::generate::{Args, Order, Round};

/// How long nothing may happen before what happened counts as over: an editor saves in several steps.
const QUIET: Duration = Duration::from_millis(5);
/// How long it may go on happening.
const PATIENCE: Duration = Duration::from_millis(25);

/// What ends a wait.
enum Signal {
    /// Something happened to a file or a folder.
    Changed,
    /// The system cannot tell of changes.
    Blind(notify::Error),
    /// Ctrl-C, or the end of the session.
    Stop,
}

/// Carries the order out now and after every change. Ends well, with Ctrl-C.
pub fn run(args: &Args) -> Answer {
    let (sender, signals) = mpsc::channel();
    let stop = sender.clone();
    if let Err(error) = ctrlc::set_handler(move || drop(stop.send(Signal::Stop))) {
        return Answer::found(
            "",
            diagnostics::plain(
                &format!("Ctrl-C cannot be caught: {error}"),
                "run it without `--watch`",
            ),
        );
    }
    let mut facts = None;
    let mut seen = Answered::default();
    loop {
        let answer = match Order::of(args) {
            Ok(order) => {
                let facts = facts.get_or_insert_with(|| Arc::new(order.facts()));
                let Round {
                    answer, seen: now, ..
                } = order.carry_out(Some(facts));
                seen = now;
                answer
            }
            // A folder that is gone may come back.
            Err(answer) if !seen.is_empty() => answer,
            Err(answer) => return answer,
        };
        clear();
        answer.print();
        // Made anew each time: what is watched changes, and a folder that was replaced is another one.
        let watcher = match watch(&seen, &sender) {
            Ok(watcher) => watcher,
            Err(error) => return blind(&error),
        };
        match changed(&seen, &signals) {
            Signal::Changed => drop(watcher),
            Signal::Blind(error) => return blind(&error),
            Signal::Stop => return Answer::done(""),
        }
    }
}

/// Waits until what was read is not what stands there.
fn changed(seen: &Answered, signals: &Receiver<Signal>) -> Signal {
    // The first look is for what happened before anybody watched.
    while seen.iter().all(|(path, seen)| seen.stands(path)) {
        match signals.recv() {
            Ok(Signal::Changed) => {}
            Ok(signal) => return signal,
            Err(_) => return Signal::Stop,
        }
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            match signals.recv_timeout(QUIET) {
                Ok(Signal::Changed) => {}
                Ok(signal) => return signal,
                Err(_) => break,
            }
        }
    }
    Signal::Changed
}

/// Watches every folder in which something was looked for.
fn watch(seen: &Answered, signals: &Sender<Signal>) -> notify::Result<RecommendedWatcher> {
    let signals = signals.clone();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        let signal = match event {
            Ok(event) if is_reading(event.kind) => return,
            Ok(_) => Signal::Changed,
            Err(error) => Signal::Blind(error),
        };
        drop(signals.send(signal));
    })?;
    let mut folders: Vec<&Path> = seen
        .iter()
        .filter_map(|(path, seen)| folder(path, seen))
        .collect();
    folders.sort_unstable();
    folders.dedup();
    for folder in folders {
        match watcher.watch(folder, RecursiveMode::NonRecursive) {
            // It has just gone, and the look that follows sees it.
            Err(error) if matches!(error.kind, notify::ErrorKind::PathNotFound) => {}
            result => result?,
        }
    }
    Ok(watcher)
}

/// The folder whose changes tell of what was seen: the nearest one that is there.
fn folder<'a>(path: &'a Path, seen: &Seen) -> Option<&'a Path> {
    let above = match seen {
        Seen::Names(_) | Seen::Folder => 0,
        Seen::Nothing | Seen::File | Seen::Text(_) => 1,
    };
    let here = Path::new(".");
    path.ancestors()
        .skip(above)
        .map(|folder| {
            if folder.as_os_str().is_empty() {
                here
            } else {
                folder
            }
        })
        .find(|folder| folder.is_dir())
}

/// Whether an event says only that somebody, probably this program, looked at something.
fn is_reading(kind: EventKind) -> bool {
    match kind {
        EventKind::Access(access) => access != AccessKind::Close(AccessMode::Write),
        EventKind::Any
        | EventKind::Create(_)
        | EventKind::Modify(_)
        | EventKind::Remove(_)
        | EventKind::Other => false,
    }
}

/// Takes what was told before away from a terminal: it is about files that are different now.
fn clear() {
    if io::stdout().is_terminal() && io::stderr().is_terminal() {
        Answer::done("\u{1b}[2J\u{1b}[H").print();
    }
}

fn blind(error: &notify::Error) -> Answer {
    Answer::found(
        "",
        diagnostics::plain(
            &format!("changes cannot be watched: {error}"),
            "raise the system's limit (`sysctl fs.inotify.max_user_watches`), or run it without `--watch`",
        ),
    )
}
