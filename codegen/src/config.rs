//! `[generate]` of buildamp.toml. Other sections are the runtime's.

mod typescript;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::emit::Target;
use crate::model::{At, Interface, Ty};
use crate::place::{self, Places};
use crate::report::{self, Problem};
pub use typescript::{ImportSuffix, TypeScript};

/// What is generated, from where and to where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// The models' folders.
    pub models: Vec<PathBuf>,
    /// The handlers' folder; `None` for `handlers` beside the models.
    pub handlers: Option<PathBuf>,
    /// The folder that takes what is written for the front end.
    pub out: PathBuf,
    /// The languages.
    pub targets: Vec<Target>,
    /// The location convention's folder names, and what events become.
    pub places: Places,
    /// Rust types that have the JSON of types that are not listed, by the paths of these.
    pub types: BTreeMap<String, String>,
    /// What an integer of 64 bits and more is in TypeScript.
    pub int64: Int64,
    /// How the TypeScript is taken up.
    pub typescript: TypeScript,
    /// The features of crates with nothing of ours that are on besides their default ones, each with its place.
    pub features: BTreeMap<String, At>,
}

/// What an integer of 64 bits and more is in TypeScript. On the wire it is a number whichever it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Int64 {
    /// A `number`, which is exact up to 2^53.
    #[default]
    Number,
    /// A `string`: its digits.
    String,
    /// A `bigint`.
    BigInt,
}

impl Int64 {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Number, Self::String, Self::BigInt];

    /// Its name in buildamp.toml, which is the TypeScript type.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::String => "string",
            Self::BigInt => "bigint",
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            models: vec![PathBuf::from("src/models")],
            handlers: None,
            out: PathBuf::from("generated"),
            targets: Target::ALL.to_vec(),
            places: Places::default(),
            types: BTreeMap::new(),
            int64: Int64::default(),
            typescript: TypeScript::default(),
            features: BTreeMap::new(),
        }
    }
}

const KEYS: [&str; 10] = [
    "models",
    "handlers",
    "out",
    "targets",
    "place",
    "types",
    "int64",
    "ts",
    "features",
    "event_store",
];

/// Finds the file: the one that `$BUILDAMP_CONFIG` names, else `buildamp.toml` here, else beside the package's manifest.
#[must_use]
pub fn find(named: Option<PathBuf>, package: Option<&Path>) -> Option<PathBuf> {
    let usual = || {
        let here = PathBuf::from("buildamp.toml");
        let beside = package.map(|package| package.join("buildamp.toml"));
        [Some(here), beside]
            .into_iter()
            .flatten()
            .find(|file| file.is_file())
    };
    named.or_else(usual)
}

/// Reads `[generate]` from the text of `file`. Relative paths in it count from the file's folder. What is wrong is told
/// and has its default.
#[must_use]
pub fn read(text: &str, file: &Path) -> (Config, Vec<Problem>) {
    let shown = file.to_string_lossy().replace('\\', "/");
    let mut reader = Reader {
        text,
        file: shown.strip_prefix("./").unwrap_or(&shown).to_owned(),
        dir: file.parent().unwrap_or(Path::new("")),
        config: Config::default(),
        problems: Vec::new(),
    };
    reader.config.models = reader
        .config
        .models
        .iter()
        .map(|path| reader.dir.join(path))
        .collect();
    reader.config.out = reader.dir.join(&reader.config.out);
    match DeTable::parse(text) {
        Ok(document) => reader.document(document.get_ref()),
        Err(error) => {
            let at = error.span().unwrap_or(0..0);
            let message = error
                .message()
                .lines()
                .next()
                .unwrap_or_default()
                .to_owned();
            reader.say(
                at,
                format!("the file is no TOML: {message}"),
                "fix the syntax here",
            );
        }
    }
    (reader.config, reader.problems)
}

struct Reader<'a> {
    text: &'a str,
    file: String,
    dir: &'a Path,
    config: Config,
    problems: Vec<Problem>,
}

type Value<'a> = Spanned<DeValue<'a>>;

impl Reader<'_> {
    fn document(&mut self, document: &DeTable<'_>) {
        let Some(section) = document.get("generate") else {
            return;
        };
        let DeValue::Table(table) = section.get_ref() else {
            self.say(
                section.span(),
                "`generate` is no section",
                "write `[generate]`",
            );
            return;
        };
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "models" => {
                    if let Some(paths) = self.texts(value, "models = [\"src/models\"]") {
                        self.config.models =
                            paths.iter().map(|path| self.dir.join(&path.0)).collect();
                    }
                }
                "handlers" => {
                    let path = self.text(value, "handlers = \"src/handlers\"");
                    self.config.handlers = path.map(|path| self.dir.join(path));
                }
                "out" => {
                    if let Some(path) = self.text(value, "out = \"generated\"") {
                        self.config.out = self.dir.join(path);
                    }
                }
                "targets" => self.targets(value),
                "place" => self.place(value),
                "types" => self.types(value),
                "int64" => self.int64(value),
                "ts" => self.typescript(value),
                "event_store" => match value.get_ref() {
                    DeValue::Boolean(true) => self.config.places.interface = Interface::Reliable,
                    DeValue::Boolean(false) => self.config.places.interface = Interface::Immediate,
                    _ => self.say(
                        value.span(),
                        "`event_store` says whether events are stored: true or false",
                        "write `event_store = false`, or leave it out",
                    ),
                },
                "features" => {
                    let names = self.texts(value, "features = [\"full\"]");
                    let each = names.into_iter().flatten();
                    self.config.features = each.map(|(name, span)| (name, self.at(span))).collect();
                }
                unknown => self.unknown(key.span(), unknown, "[generate]", &KEYS),
            }
        }
    }

    fn targets(&mut self, value: &Value<'_>) {
        let Some(names) = self.texts(value, "targets = [\"ts\", \"elm\"]") else {
            return;
        };
        let known = Target::ALL.map(Target::name);
        let mut targets = Vec::new();
        for (name, span) in names {
            match Target::ALL.into_iter().find(|target| target.name() == name) {
                Some(target) => targets.push(target),
                None => self.unknown(span, &name, "`targets`", &known),
            }
        }
        self.config.targets = targets;
    }

    fn place(&mut self, value: &Value<'_>) {
        let DeValue::Table(table) = value.get_ref() else {
            self.say(
                value.span(),
                "`place` is a table",
                "write `[generate.place]`, then `db = false`",
            );
            return;
        };
        let known = place::TABLE.map(|row| row.folder);
        let mut renamed = Vec::new();
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            let Some(row) = place::TABLE.into_iter().find(|row| row.folder == name) else {
                self.unknown(key.span(), name, "[generate.place]", &known);
                continue;
            };
            match value.get_ref() {
                DeValue::Boolean(true) => {}
                DeValue::Boolean(false) => self.config.places.switch_off(row),
                DeValue::String(folder) if is_folder(folder) => {
                    self.config.places.switch_off(row);
                    renamed.push((row, folder.as_ref(), value.span()));
                }
                _ => {
                    let help = format!("write `{name} = false`, or `{name} = \"folder\"`");
                    self.say(
                        value.span(),
                        format!("`{name}` takes false or the name of one folder"),
                        help,
                    );
                }
            }
        }
        // Once all old names are free, so that two kinds may swap theirs.
        for (row, folder, span) in renamed {
            if let Err(other) = self.config.places.rename(row, folder) {
                let what = format!("`{}` has that folder already", other.folder);
                self.say(span, what, "give each kind a folder of its own");
            }
        }
    }

    fn types(&mut self, value: &Value<'_>) {
        let example = "\"money::Money\" = \"String\"";
        let DeValue::Table(table) = value.get_ref() else {
            self.say(
                value.span(),
                "`types` is a table",
                format!("write `[generate.types]`, then `{example}`"),
            );
            return;
        };
        for (key, value) in table {
            let written = key.get_ref().as_ref();
            let known = match crate::parse::ty_of(written, &At::default()) {
                Some(Ty::Path { segments, .. }) if segments.len() > 1 => true,
                _ => {
                    let what = format!("`{written}` is no path from a crate to a type");
                    self.say(key.span(), what, format!("write {example}"));
                    false
                }
            };
            let Some(shape) = self.text(value, example) else {
                continue;
            };
            if crate::parse::ty_of(&shape, &At::default()).is_none() {
                let what = format!("`{shape}` is no Rust type");
                self.say(value.span(), what, format!("write {example}"));
            } else if known {
                self.config.types.insert(written.to_owned(), shape);
            }
        }
    }

    fn int64(&mut self, value: &Value<'_>) {
        let Some(name) = self.text(value, "int64 = \"bigint\"") else {
            return;
        };
        match Int64::ALL.into_iter().find(|it| it.name() == name) {
            Some(int64) => self.config.int64 = int64,
            None => self.unknown(value.span(), &name, "`int64`", &Int64::ALL.map(Int64::name)),
        }
    }

    fn texts(
        &mut self,
        value: &Value<'_>,
        example: &str,
    ) -> Option<Vec<(String, std::ops::Range<usize>)>> {
        match value.get_ref() {
            DeValue::Array(values) => values
                .iter()
                .map(|value| Some((self.text(value, example)?, value.span())))
                .collect(),
            _ => self
                .text(value, example)
                .map(|text| vec![(text, value.span())]),
        }
    }

    fn text(&mut self, value: &Value<'_>, example: &str) -> Option<String> {
        match value.get_ref() {
            DeValue::String(text) if text.contains("${") => {
                self.say(
                    value.span(),
                    "`[generate]` takes no `${}`: it is read at build time",
                    format!("write {example}"),
                );
                None
            }
            DeValue::String(text) if !text.is_empty() => Some(text.to_string()),
            _ => {
                self.say(
                    value.span(),
                    "a value of another kind was expected here",
                    format!("write {example}"),
                );
                None
            }
        }
    }

    fn unknown(&mut self, span: std::ops::Range<usize>, name: &str, place: &str, known: &[&str]) {
        let help = match report::nearest(name, known.iter().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("it takes {}", known.join(", ")),
        };
        self.say(span, format!("{place} has no `{name}`"), help);
    }

    fn say(
        &mut self,
        span: std::ops::Range<usize>,
        what: impl Into<String>,
        help: impl Into<String>,
    ) {
        let at = self.at(span);
        self.problems
            .push(Problem::new(report::CONFIG, at, what, help));
    }

    fn at(&self, span: std::ops::Range<usize>) -> At {
        let file = self.file.clone().into();
        At::new(
            file,
            position(self.text, span.start),
            position(self.text, span.end),
        )
    }
}

fn is_folder(name: &str) -> bool {
    !name.is_empty() && !name.contains(['/', '\\', '$'])
}

/// Line and column of a byte, both from 1, the column in characters.
fn position(text: &str, byte: usize) -> (usize, usize) {
    let before = text.get(..byte).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before
        .rsplit('\n')
        .next()
        .unwrap_or_default()
        .chars()
        .count()
        + 1;
    (line, column)
}
