//! What a command has to say, and the only place that says it.

use std::io::{self, Write};
use std::process::ExitCode;

use super::diagnostics;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Everything is done.
    Done,
    /// There is a diagnostic, or what stands on disk differs.
    Found,
    /// The command line makes no sense.
    Usage,
}

/// The outcome of a command. Texts carry their colours; a stream that cannot show them gets none.
#[derive(Debug)]
pub struct Answer {
    /// The data: standard output.
    pub out: String,
    /// What a person should know about it: standard error.
    pub err: String,
    /// The exit status.
    pub status: Status,
}

impl Answer {
    /// A command that did its work.
    pub fn done(out: impl Into<String>) -> Self {
        Self {
            out: out.into(),
            err: String::new(),
            status: Status::Done,
        }
    }

    /// A command that found something wrong.
    pub fn found(out: impl Into<String>, err: impl Into<String>) -> Self {
        Self {
            out: out.into(),
            err: err.into(),
            status: Status::Found,
        }
    }

    /// This, and behind it what another part of the command has to say. All is well only when both are.
    #[cfg(any(feature = "sqlite", feature = "postgres"))]
    pub fn and(mut self, other: &Self) -> Self {
        self.out += &other.out;
        self.err += &other.err;
        if self.status == Status::Done {
            self.status = other.status;
        }
        self
    }

    /// A command line that parses and still makes no sense.
    pub fn usage(what: &str, help: &str) -> Self {
        Self {
            out: String::new(),
            err: diagnostics::plain(what, help),
            status: Status::Usage,
        }
    }

    /// What clap has to say: an error, or the help or version that was asked for.
    pub fn clap(error: &clap::Error) -> Self {
        let text = error.render().ansi().to_string();
        if error.use_stderr() {
            Self {
                out: String::new(),
                err: text,
                status: Status::Usage,
            }
        } else {
            Self::done(text)
        }
    }

    /// A panic that reached the top: its own message stands above this one.
    pub fn bug() -> Self {
        Self::found(
            "",
            format!(
                "This is a bug in buildamp {}, please report it with the message above: {}/issues\n",
                env!("CARGO_PKG_VERSION"),
                env!("CARGO_PKG_REPOSITORY"),
            ),
        )
    }

    /// Writes both streams and gives back the exit status. A reader that went away (`| head`) is no failure.
    pub fn print(mut self) -> ExitCode {
        if let Err(error) = write(anstream::stdout(), &self.out) {
            let what = format!("cannot write to standard output: {error}");
            self.err += &diagnostics::plain(&what, "make room, or send it elsewhere");
            self.status = Status::Found;
        }
        // When this fails there is nowhere left to say so.
        let _ = write(anstream::stderr(), &self.err);
        match self.status {
            Status::Done => ExitCode::SUCCESS,
            Status::Found => ExitCode::from(1),
            Status::Usage => ExitCode::from(2),
        }
    }
}

fn write(mut stream: impl Write, text: &str) -> io::Result<()> {
    match stream
        .write_all(text.as_bytes())
        .and_then(|()| stream.flush())
    {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}
