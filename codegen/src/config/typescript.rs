//! `[generate.ts]`: how the TypeScript is taken up by those who use it.

use toml::de::DeValue;

use super::{Reader, Value};

/// What `[generate.ts]` says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TypeScript {
    /// The name of the npm package that the folder of TypeScript is; `None` where it is none.
    pub package: Option<String>,
    /// What its relative imports end with.
    pub import_suffix: ImportSuffix,
}

/// What a relative import of the generated TypeScript ends with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum ImportSuffix {
    /// `.js`, the file that tsc makes: for every `moduleResolution`.
    #[default]
    Js,
    /// `.ts`, the file as it is: with `allowImportingTsExtensions` or `rewriteRelativeImportExtensions`, for what runs
    /// TypeScript without compiling it.
    Ts,
    /// Nothing: for `moduleResolution = "bundler"`.
    None,
}

impl ImportSuffix {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Js, Self::Ts, Self::None];

    /// As it stands in buildamp.toml, and behind an import.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Js => ".js",
            Self::Ts => ".ts",
            Self::None => "",
        }
    }
}

const KEYS: [&str; 2] = ["package", "import_suffix"];

impl Reader<'_> {
    pub(super) fn typescript(&mut self, value: &Value<'_>) {
        let DeValue::Table(table) = value.get_ref() else {
            self.say(
                value.span(),
                "`ts` is a table",
                "write `[generate.ts]`, then `package = \"@acme/api\"`",
            );
            return;
        };
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "package" => self.npm_package(value),
                "import_suffix" => self.import_suffix(value),
                unknown => self.unknown(key.span(), unknown, "[generate.ts]", &KEYS),
            }
        }
    }

    fn npm_package(&mut self, value: &Value<'_>) {
        let example = "package = \"@acme/api\"";
        let Some(name) = self.text(value, example) else {
            return;
        };
        if is_npm_name(&name) {
            self.config.typescript.package = Some(name);
        } else {
            self.say(
                value.span(),
                format!("`{name}` is no name of an npm package"),
                format!(
                    "write {example}: small letters, digits, `-`, `.` and `_`, perhaps behind a scope, 214 characters at \
                     most"
                ),
            );
        }
    }

    fn import_suffix(&mut self, value: &Value<'_>) {
        let named = match value.get_ref() {
            DeValue::String(text) => ImportSuffix::ALL.into_iter().find(|it| it.text() == text),
            _ => None,
        };
        match named {
            Some(suffix) => self.config.typescript.import_suffix = suffix,
            None => self.say(
                value.span(),
                "`import_suffix` says what relative imports end with",
                "write `import_suffix = \".js\"`, `\".ts\"` or `\"\"`",
            ),
        }
    }
}

/// Whether a new package may be called so: <https://docs.npmjs.com/cli/v11/configuring-npm/package-json#name>.
fn is_npm_name(name: &str) -> bool {
    let is_part = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
            && part.chars().all(|c| {
                c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.' | '_')
            })
    };
    let is_well = match name.strip_prefix('@') {
        Some(scoped) => scoped
            .split_once('/')
            .is_some_and(|(scope, name)| is_part(scope) && is_part(name)),
        None => is_part(name),
    };
    is_well && name.len() <= 214
}
