//! What stands on disk against what would be written.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use similar::TextDiff;

/// A unified diff of one file: `None` stands for a file that is not there. `patch -p0` applies it.
pub fn unified(path: &str, before: Option<&str>, after: Option<&str>) -> String {
    let name = |text: Option<&str>| if text.is_some() { path } else { "/dev/null" }.to_owned();
    let diff = TextDiff::from_lines(before.unwrap_or_default(), after.unwrap_or_default())
        .unified_diff()
        .header(&name(before), &name(after))
        .to_string();
    coloured(&diff)
}

/// The colours that people know from git.
fn coloured(diff: &str) -> String {
    let mut out = String::new();
    for line in diff.lines() {
        let style = match line.as_bytes() {
            [b'+', b'+', b'+', ..] | [b'-', b'-', b'-', ..] => Style::new().bold(),
            [b'+', ..] => AnsiColor::Green.on_default(),
            [b'-', ..] => AnsiColor::Red.on_default(),
            [b'@', ..] => AnsiColor::Cyan.on_default(),
            _ => Style::new(),
        };
        let _ = writeln!(out, "{style}{line}{style:#}");
    }
    out
}
