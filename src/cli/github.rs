//! Problems as GitHub's workflow commands, which it shows beside the lines of a pull request:
//! <https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions#setting-an-error-message>

use std::env;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use buildamp_codegen::output::Change;
use buildamp_codegen::report::Problem;

use super::generate;

/// One line a problem.
pub fn problems(problems: &[Problem]) -> String {
    let below = below();
    let mut out = String::new();
    for Problem {
        code,
        severity,
        at,
        what,
        help,
        ..
    } in problems
    {
        // GitHub takes columns only where they are those of one line.
        let columns = if at.line == at.end_line {
            format!(",col={},endColumn={}", at.column, at.end_column)
        } else {
            String::new()
        };
        let _ = writeln!(
            out,
            "::{} file={},line={},endLine={}{columns},title={}::{}",
            severity.name(),
            property(&shown(&below, &at.file)),
            at.line,
            at.end_line,
            property(&code.to_string()),
            message(&format!("{what}\nhelp: {help}")),
        );
    }
    out
}

/// One line a file that is not what the models give.
pub fn drift(out: &str, changes: &[Change]) -> String {
    let below = below();
    let mut text = String::new();
    for change in changes {
        if generate::is_drift(change.status) {
            let path = format!("{out}/{}", change.path);
            let _ = writeln!(
                text,
                "::error file={},title=not what the models give::{}",
                property(&shown(&below, &path)),
                message("run `buildamp generate` and commit what it writes"),
            );
        }
    }
    text
}

/// The folder that we stand in, from the root of the checkout: GitHub's paths begin there.
fn below() -> PathBuf {
    let checkout = env::var_os("GITHUB_WORKSPACE").map(PathBuf::from);
    let here = env::current_dir().unwrap_or_default();
    let below = checkout.and_then(|root| here.strip_prefix(root).map(Path::to_owned).ok());
    below.unwrap_or_default()
}

fn shown(below: &Path, file: &str) -> String {
    below.join(file).to_string_lossy().replace('\\', "/")
}

fn message(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}
