//! `#[serde(with = "…")]`: the JSON of the modules that are known.

use super::ty::{Scope, ends_in};
use crate::model::{Int, SerdeWith, Shape, Side, Text, Ty, With};
use crate::report;
use crate::resolve::{self, Found};

/// What a field writes or reads by a module.
pub(super) struct Through {
    /// The JSON while there is some.
    pub(super) shape: Shape,
    /// Whether the field's outermost `Option` says if the key is there, so that it is no part of the shape.
    pub(super) peeled: bool,
}

/// A module's JSON, for a value of a type.
#[derive(Clone, Copy)]
enum Form {
    Shape(Shape0),
    /// The same behind the field's `Option`.
    Optional(Shape0),
    /// The field's own type.
    Own,
    /// The digits of the field's integer, `null` for a `None`.
    Digits,
    /// The field's own type without its `Option`: the key is missing for `None`.
    Inside,
}

/// Shapes that can stand in a table.
#[derive(Clone, Copy)]
enum Shape0 {
    Int(Int),
    Float,
    Text(Text),
    Bytes,
}

impl Scope<'_> {
    /// What a field of a type writes or reads by `with`. `None` when that cannot be known; the reason is told.
    pub(super) fn with(&mut self, with: &SerdeWith, ty: &Ty) -> Option<Through> {
        match &with.what {
            With::As(form) => self.serde_as(ty, form),
            With::Function(path) => {
                let module = path.replace(' ', "");
                let module = module
                    .strip_suffix("::serialize")
                    .or_else(|| module.strip_suffix("::deserialize"));
                match module.and_then(|module| syn::parse_str::<syn::Type>(module).ok()) {
                    Some(module) => {
                        let module = crate::parse::ty(&module, &"".into());
                        self.module(with, &module, ty)
                    }
                    None => self.unknown_with(with, path, ty),
                }
            }
            With::Module(module) => self.module(with, module, ty),
        }
    }

    fn module(&mut self, with: &SerdeWith, module: &Ty, ty: &Ty) -> Option<Through> {
        let Ty::Path {
            global,
            segments,
            args,
            ..
        } = module
        else {
            return self.unknown_with(with, &super::ty::name_of(module), ty);
        };
        let whole = |shape| Through {
            shape,
            peeled: false,
        };
        match resolve::path(self.context.tree, self.module, *global, segments) {
            Found::Item(found, index) if self.is_remote(found, index) => {
                return self.shape(module).map(whole);
            }
            Found::External(path) => {
                if let (["serde_with", "As"], [form]) = (
                    path.iter()
                        .map(String::as_str)
                        .collect::<Vec<_>>()
                        .as_slice(),
                    &**args,
                ) {
                    return self.serde_as(ty, form);
                }
                if let Some(form) = known(&path.join("::")) {
                    return self.formed(form, with, ty);
                }
            }
            // A crate by itself: `serde_bytes`.
            Found::Nothing => {
                if let [only] = segments.as_slice()
                    && let Some(form) = known(only)
                {
                    return self.formed(form, with, ty);
                }
            }
            _ => {}
        }
        self.unknown_with(with, &segments.join("::"), ty)
    }

    fn is_remote(&self, module: usize, index: usize) -> bool {
        let number = self.context.at(module, index);
        number.is_some_and(|number| self.context.items[number].parsed.item.serde.remote)
    }

    fn formed(&mut self, form: Form, with: &SerdeWith, ty: &Ty) -> Option<Through> {
        let whole = |shape| Through {
            shape,
            peeled: false,
        };
        Some(match form {
            Form::Shape(shape) => whole(self.filled(shape)),
            Form::Optional(shape) => whole(Shape::Option(Box::new(self.filled(shape)))),
            Form::Own => whole(self.shape(ty)?),
            Form::Digits => match digits(self.shape(ty)?) {
                Some(shape) => whole(shape),
                None => return self.unfit(with, "an integer or an `Option` of one"),
            },
            Form::Inside => match self.shape(ty)? {
                Shape::Option(of) => Through {
                    shape: *of,
                    peeled: true,
                },
                _ => return self.unfit(with, "an `Option`"),
            },
        })
    }

    fn filled(&mut self, shape: Shape0) -> Shape {
        match shape {
            Shape0::Int(int) => Shape::Int(int),
            Shape0::Text(text) => Shape::Text(text),
            Shape0::Bytes => Shape::List(Box::new(Shape::Int(Int::U8))),
            Shape0::Float => {
                self.differs = true;
                Shape::Float {
                    null: self.side == Side::Written,
                }
            }
        }
    }

    fn unfit<T>(&mut self, with: &SerdeWith, wanted: &str) -> Option<T> {
        self.wrong(
            report::SERDE_ATTRIBUTE,
            &with.at,
            format!("this module is for {wanted}"),
            "take the `with` away, or change the field's type".to_owned(),
        )
    }

    /// What the settings say of a function or a module, by its path.
    fn unknown_with(&mut self, with: &SerdeWith, path: &str, ty: &Ty) -> Option<Through> {
        let tree = self.context.tree;
        let segments: Vec<String> = path
            .replace(' ', "")
            .split("::")
            .map(str::to_owned)
            .collect();
        let full = resolve::settings_path(tree, self.module, &segments);
        if let Some(row) = self.context.types.get(&full.join("::")) {
            let shape = self.mapped(row, &[], &with.at)?;
            return Some(Through {
                shape,
                peeled: false,
            });
        }
        let help = if tree.is_plain(&tree.module(self.module)) {
            format!(
                "say which Rust type has the same JSON: {}",
                resolve::stated(&full)
            )
        } else {
            let example = match ty {
                ty if ends_in(ty, "Option") => "Option<String>",
                _ => "String",
            };
            format!(
                "say which Rust type has the same JSON, beside it: `#[buildamp(shape = \"{example}\")]`"
            )
        };
        self.wrong(
            report::SERDE_ATTRIBUTE,
            &with.at,
            format!("what `{path}` writes and reads cannot be seen from here"),
            help,
        )
    }
}

fn digits(shape: Shape) -> Option<Shape> {
    match shape {
        Shape::Int(int) => Some(Shape::Text(Text::Digits(int))),
        Shape::Option(of) => Some(Shape::Option(Box::new(digits(*of)?))),
        _ => None,
    }
}

/// The table of the modules that are known, by their canonical paths.
fn known(path: &str) -> Option<Form> {
    let path = path.strip_suffix("::required").unwrap_or(path);
    let ends = ["::option", "_option", "::optional"];
    let without = ends.iter().find_map(|end| path.strip_suffix(end));
    let (path, optional) = match without {
        Some("serde_with::rust::double") | None => (path, false),
        Some(path) => (path, true),
    };
    let shape = match path {
        "chrono::serde::ts_seconds"
        | "chrono::serde::ts_milliseconds"
        | "chrono::serde::ts_microseconds"
        | "chrono::serde::ts_nanoseconds"
        | "chrono::naive::serde::ts_seconds"
        | "chrono::naive::serde::ts_milliseconds"
        | "chrono::naive::serde::ts_microseconds"
        | "chrono::naive::serde::ts_nanoseconds"
        | "chrono::naive::datetime::serde::ts_seconds"
        | "chrono::naive::datetime::serde::ts_milliseconds"
        | "time::serde::timestamp"
        | "time::serde::timestamp::milliseconds_i64"
        | "jiff::fmt::serde::timestamp::second"
        | "jiff::fmt::serde::timestamp::millisecond"
        | "jiff::fmt::serde::timestamp::microsecond" => Shape0::Int(Int::I64),
        "time::serde::timestamp::milliseconds"
        | "time::serde::timestamp::microseconds"
        | "time::serde::timestamp::nanoseconds"
        | "jiff::fmt::serde::timestamp::nanosecond" => Shape0::Int(Int::I128),
        "time::serde::rfc3339" => Shape0::Text(Text::Timestamp),
        "time::serde::rfc2822"
        | "time::serde::iso8601"
        | "humantime_serde"
        // Each of its own form: only `uuid` itself knows all of them.
        | "uuid::serde::urn"
        | "uuid::serde::braced" => Shape0::Text(Text::Any),
        "uuid::serde::hyphenated" => Shape0::Text(Text::Uuid),
        "uuid::serde::compact" | "serde_bytes" => Shape0::Bytes,
        "hex::serde" | "hex" | "faster_hex" | "uuid::serde::simple" => Shape0::Text(Text::Hex),
        "rust_decimal::serde::str" => Shape0::Text(Text::Decimal),
        "rust_decimal::serde::float" | "rust_decimal::serde::arbitrary_precision" => Shape0::Float,
        "buildamp::int_string" | "buildamp_runtime::int_string" if !optional => {
            return Some(Form::Digits);
        }
        "serde_with::rust::double_option" | "serde_with::rust::unwrap_or_skip" => {
            return Some(Form::Inside);
        }
        "serde_with::rust::maps_duplicate_key_is_error"
        | "serde_with::rust::maps_first_key_wins"
        | "serde_with::rust::sets_duplicate_value_is_error"
        | "serde_with::rust::sets_last_value_wins" => return Some(Form::Own),
        _ => return None,
    };
    Some(if optional {
        Form::Optional(shape)
    } else {
        Form::Shape(shape)
    })
}
