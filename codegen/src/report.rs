//! What is wrong with the user's source: where, what, and what to write instead.

use std::fmt;

use proc_macro2::Span;
use serde::Serialize;

use crate::model::At;

/// The number of a rule, `BA0007`. `buildamp explain BA0007` tells more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Code(pub u16);

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BA{:04}", self.0)
    }
}

/// One mistake in the user's source.
#[derive(Debug, Clone, Serialize)]
pub struct Problem {
    /// The rule that it breaks.
    pub code: Code,
    /// Where it stands.
    pub at: At,
    /// What is wrong, in one sentence without a full stop.
    pub what: String,
    /// What to write instead.
    pub help: String,
    /// The same place for rustc, behind a derive.
    #[serde(skip)]
    pub span: Option<Span>,
}

impl Problem {
    /// A problem at a place in a scanned file.
    pub fn new(code: Code, at: At, what: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            code,
            at,
            what: what.into(),
            help: help.into(),
            span: None,
        }
    }

    /// The same problem with the place that rustc knows.
    #[must_use]
    pub fn spanned(self, span: Span) -> Self {
        Self {
            span: Some(span),
            ..self
        }
    }
}

/// Takes down the problems of one file by their tokens.
#[derive(Debug)]
pub struct Notes<'a> {
    /// The file, as [`At::file`] says it.
    pub file: &'a str,
    /// What was found so far.
    pub problems: Vec<Problem>,
}

impl<'a> Notes<'a> {
    /// No problems yet.
    #[must_use]
    pub fn new(file: &'a str) -> Self {
        Self {
            file,
            problems: Vec::new(),
        }
    }

    /// Adds one, at a token.
    pub fn add(
        &mut self,
        code: Code,
        span: Span,
        what: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.problems
            .push(Problem::new(code, self.at(span), what, help).spanned(span));
    }

    /// Where a token stands.
    #[must_use]
    pub fn at(&self, span: Span) -> At {
        at(self.file, span)
    }
}

/// Turns the span of a token in `file` into a place that a person reads: lines and columns from 1, columns in
/// characters. The only function that knows how spans count.
#[must_use]
pub fn at(file: &str, span: Span) -> At {
    let (start, end) = (span.start(), span.end());
    At {
        file: file.to_owned(),
        line: start.line,
        column: start.column + 1,
        end_line: end.line,
        end_column: end.column + 1,
    }
}

/// The first line of a file, for what is wrong with the file as a whole.
#[must_use]
pub fn top(file: &str) -> At {
    At {
        file: file.to_owned(),
        line: 1,
        column: 1,
        end_line: 1,
        end_column: 1,
    }
}

/// Puts problems in the order of their places and drops what was said twice.
pub fn sort(problems: &mut Vec<Problem>) {
    problems.sort_by(|a, b| (&a.at, a.code, &a.what).cmp(&(&b.at, b.code, &b.what)));
    problems.dedup_by(|a, b| a.at == b.at && a.code == b.code && a.what == b.what);
}

/// The name among `known` that a person most likely meant, for "did you mean".
#[must_use]
pub fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|name| {
            (
                distance(&written.to_lowercase(), &name.to_lowercase()),
                name,
            )
        })
        .filter(|(distance, name)| *distance <= 1 + name.len() / 4)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// Edits from `a` to `b`, a swap of neighbours counted as one (optimal string alignment).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    for (j, cell) in rows[0].iter_mut().enumerate() {
        *cell = j;
    }
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let replaced = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replaced.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = best;
        }
    }
    rows[a.len()][b.len()]
}

/// A rule that the models and handlers keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Its number.
    pub code: Code,
    /// The rule in half a sentence.
    pub title: &'static str,
    /// What `buildamp explain` prints.
    pub explanation: &'static str,
}

/// The rule behind a code, as `BA0007` or `7`.
#[must_use]
pub fn rule(code: &str) -> Option<&'static Rule> {
    let digits = code.trim().trim_start_matches(['B', 'A', 'b', 'a']);
    let number: u16 = digits.parse().ok()?;
    RULES.iter().find(|rule| rule.code.0 == number)
}

/// Declares each code and its row of [`RULES`] in one place, so that neither can be without the other.
macro_rules! rules {
    ($($name:ident = $number:literal, $title:literal, $explanation:literal;)*) => {
        $(
            #[doc = $title]
            pub const $name: Code = Code($number);
        )*

        /// Every rule, in the order of its number.
        pub const RULES: &[Rule] = &[
            $(Rule { code: $name, title: $title, explanation: $explanation },)*
        ];
    };
}

rules! {
    SYNTAX = 1, "a file does not parse",
        "The file is not valid Rust, so nothing in it was read. Other files were read all the same. Fix the syntax \
         error at the place shown; rustc reports it too.";
    UNREACHED = 2, "a file that no `mod` line reaches",
        "Rust compiles a file only when a `mod` line leads to it. A file below the models or handlers that nothing \
         leads to is dead text: its types would silently be missing. Paste the line shown into the file shown, or \
         delete the file.";
    UNREADABLE = 3, "a file or folder that cannot be read",
        "The file is not UTF-8, the folder cannot be listed, or a symbolic link leads back to itself. What it holds \
         was left out.";
    MISSING_FILE = 4, "a `mod` line without its file",
        "`mod name;` looks for `name.rs` or `name/mod.rs` beside the file (or for what `#[path]` says), and neither \
         exists. Create the file, or remove the line.";
    CONFIG = 5, "the `[generate]` section of buildamp.toml",
        "`[generate]` takes `models`, `handlers`, `out`, `targets` and the table `place`. It is read at build time, so \
         it takes no `${VAR}`. An unknown key is an error, because a misspelt one would be ignored in silence.";
    NOT_BUILT = 6, "a folder whose kind this version does not generate yet",
        "The folder's name is reserved by the location convention, and this version has no generator for it. Rename the \
         folder, or switch the name off in buildamp.toml: its types are then plain.\n\n    [generate.place]\n    db = false";
    UNSUPPORTED_TYPE = 7, "a type that has no form on the wire",
        "Every field crosses the wire as JSON, and for this type there is no form that Rust, TypeScript and Elm would \
         read alike. Accepted are bool, integers up to 64 bits, f32, f64, String, Option, Vec, Box, HashMap and BTreeMap \
         with String keys, arrays up to 32, tuples up to 12, uuid::Uuid, chrono::DateTime<Utc | Local | FixedOffset>, \
         jiff::Timestamp, and structs and enums below the models folder.";
    UNKNOWN_TYPE = 8, "a name that leads to no type",
        "The name was looked up as rustc would: generic parameters, the module, its `use` lines, globs, the prelude. \
         Nothing was found. A type that a macro writes cannot be seen, because macros are not expanded: write it out.";
    OUTSIDE_MODELS = 9, "a type that is defined outside the models folder",
        "A model may only use types whose definition is below the models folder, because the other languages need that \
         definition too. Move the type there, and re-export it where it was.";
    PRIVATE_TYPE = 10, "a private type that needs an impl",
        "The impls are written outside your file, into a module of the same crate, so they can only name types that \
         the crate sees. Write `pub` or `pub(crate)`, or derive everything yourself.";
    PRIVATE_FIELD = 11, "a private field of a type that needs an impl",
        "Debug, Clone, Serialize and Deserialize are written outside your file and have to reach every field. Write \
         `pub` or `pub(crate)`, or derive those traits yourself.";
    PRIVATE_MODULE = 12, "a private `mod` on the way to a type or handler",
        "The generated code names your types and handlers by their module path from the crate's root, so each `mod` \
         on the way has to be visible there. Write `pub mod` or `pub(crate) mod`.";
    CFG = 13, "a `cfg` inside a model",
        "Generated code and the front end's files are the same for every feature and target, so a model cannot change \
         with them. Take the attribute away, or move what depends on it out of the models folder.";
    BUILDAMP_ATTRIBUTE = 14, "a `#[buildamp(..)]` that says nothing known",
        "On events and messages: `type = \"email.welcome\"`. On events: `log_only`, `progress`, `version = 2`, \
         `priority = \"high\"`, `max_attempts = 3`, `subject = \"user/{email}\"`. On messages to the browser: \
         `overflow = \"drop_oldest\"` (or \"disconnect\"), `coalesce = \"document/{id}\"`. On any type: `plain`. On handlers: \
         `consumer = \"audit\"`, `on = \"order.**\"`.";
    SERDE_ATTRIBUTE = 15, "a serde attribute that cannot be honoured",
        "Each accepted attribute is honoured in every language: `rename` on types, fields and variants, `rename_all` on \
         structs, enums and variants. Any other would change the JSON in Rust alone, so it is refused.";
    SERDE_WITHOUT_DERIVE = 16, "`#[serde(..)]` without serde's derives",
        "rustc accepts `#[serde(..)]` only beside a derive of serde's, so a type that carries one derives both \
         Serialize and Deserialize itself.";
    SERDE_BY_HAND = 17, "a hand-written Serialize or Deserialize",
        "What a hand-written impl writes cannot be read from the source, so no guard or decoder can be written for it. \
         Derive both traits.";
    GENERICS = 18, "generics that cannot be carried over",
        "Events and messages are not generic, because one durable name stands for one shape. Plain types take type \
         and const parameters, with bounds by full path or from the prelude; lifetimes do not cross the wire.";
    NO_SHAPE = 19, "a type without a value to write",
        "A union has no form that serde writes, and an enum without variants has no value. An empty tuple struct is \
         written `struct Name;`.";
    DUPLICATE_KEY = 20, "two fields or variants with one name on the wire",
        "After `rename` and `rename_all` two fields or variants have the same JSON name, so one would hide the other.";
    DUPLICATE_TYPE_NAME = 21, "two events or messages with one durable name",
        "The durable name is what the database stores and what subscribers see, so it stands for one type. It comes from \
         the file's path and the type's name; `#[buildamp(type = \"…\")]` sets another.";
    DUPLICATE_OUTPUT = 22, "two types that land in one place",
        "A Rust file becomes one TypeScript and one Elm file, in which each name can stand once; inline modules land in \
         their file's output, and `buildamp` is the name of the prelude.";
    UNHANDLED = 23, "an event that nobody handles",
        "An event without a handler would be stored and never acted upon. Write the handler, or `#[buildamp(log_only)]` \
         when recording it is the point.";
    UNHANDLED_FIELD = 24, "a type in `events/` that is only part of an event",
        "Every type in `events/` is an event of its own. One that others hold as a field is usually data only: move it \
         out of the folder, or write `#[buildamp(plain)]` on it.";
    HANDLER_SIGNATURE = 25, "a handler with another signature",
        "A handler is `pub async fn`, takes the event by value, then optionally `&Cx`, then optionally `&mut Tx<'_>`, and \
         returns `Result<(), E>` or `Result<Settle, E>`. A helper that happens to take an event is `pub(crate)` or private.";
    SECOND_CONSUMER = 26, "a second consumer that has no name",
        "One event may have several consumers, each with its own deliveries. All but one say \
         `#[buildamp(consumer = \"…\")]`, so that a helper never becomes a consumer by accident.";
    DUPLICATE_CONSUMER = 27, "two consumers with one name",
        "The database keeps deliveries by the consumer's name, so each name stands for one handler. The name is the \
         handler's module path, or what `#[buildamp(consumer = \"…\")]` says.";
    HANDLER_CONTEXT = 28, "a context type that leads nowhere",
        "The registry of handlers names your application's state, and reads it from the handlers' `&Cx` argument. That \
         type has to be an alias of, or be, `buildamp::Context<State>`, reachable from the crate's root.";
    HANDLER_GLOB = 29, "a glob that can match nothing sensible",
        "`on` takes segments divided by dots: text, `*` for one segment, and `**` at the end for the rest; a lone `*` is \
         everything.";
    RESERVED_NAME = 30, "a durable name of the system's own",
        "Names that begin with `buildamp.` are those of the messages that BuildAmp itself sends, such as `buildamp.resync`, \
         and every client knows them; `Unknown` is what a client calls the messages that it does not know. A durable name \
         comes from the file's path and the type's name: rename the file or the folder, or set another name with \
         `#[buildamp(type = \"…\")]`.";
}
