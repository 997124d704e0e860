//! `#[serde_as(as = "…")]`: the JSON of the common conversions of `serde_with`.

use super::ty::{Scope, at_of, ends_in, name_of};
use super::with::Through;
use crate::model::{Int, Key, Shape, Side, Text, Ty};
use crate::report;
use crate::resolve::{self, Found};

impl Scope<'_> {
    /// What a field of a type writes or reads by a conversion.
    pub(super) fn serde_as(&mut self, ty: &Ty, form: &Ty) -> Option<Through> {
        Some(Through {
            shape: self.converted(ty, form)?,
            peeled: false,
        })
    }

    /// The two types walk down side by side: `Vec<DisplayFromStr>` is for the elements of a `Vec<T>`.
    fn converted(&mut self, ty: &Ty, form: &Ty) -> Option<Shape> {
        match (ty, form) {
            (_, Ty::Other { text, .. }) if text == "_" => self.shape(ty),
            (Ty::Tuple(types, _), Ty::Tuple(forms, _)) => {
                let pairs = types.iter().zip(forms);
                let shapes: Option<Vec<Shape>> =
                    pairs.map(|(ty, form)| self.converted(ty, form)).collect();
                shapes.map(Shape::Tuple)
            }
            (Ty::Array { of, len, at }, Ty::Array { of: form, .. }) => {
                let element = self.converted(of, form)?;
                let length = resolve::length(self.context.tree, self.module, len);
                if length.is_none() {
                    let help = "write the length as a number, or `Vec`";
                    self.unsupported(&format!("[_; {len}]"), at, help);
                }
                Some(Shape::Array(Box::new(element), length?))
            }
            (
                _,
                Ty::Path {
                    global,
                    segments,
                    args,
                    ..
                },
            ) => {
                let tree = self.context.tree;
                if let Found::Item(..) | Found::Outside(..) =
                    resolve::path(tree, self.module, *global, segments)
                {
                    return self.unknown_conversion(form);
                }
                let name = segments.last().map_or("", String::as_str);
                match self.inside(ty, name, args) {
                    Ok(shape) => shape,
                    Err(()) => self.alone(ty, form, name, args),
                }
            }
            _ => self.unknown_conversion(form),
        }
    }

    /// A conversion that holds others for what a type holds; `Err` when it is none of those.
    fn inside(&mut self, ty: &Ty, name: &str, forms: &[Ty]) -> Result<Option<Shape>, ()> {
        let args = match ty {
            Ty::Path { args, .. } => &**args,
            _ => &[],
        };
        Ok(match (name, forms, args) {
            ("Option", [form], [of]) => {
                let of = self.converted(of, form);
                of.map(|of| Shape::Option(Box::new(of)))
            }
            ("Box" | "Rc" | "Arc" | "Cell" | "RefCell" | "Mutex" | "RwLock", [form], [of, ..]) => {
                self.converted(of, form)
            }
            // A map that is written as a list of pairs.
            ("Vec" | "Seq", [Ty::Tuple(pair, _)], [of_key, of, ..])
                if pair.len() == 2 && is_map(ty) =>
            {
                let key = self.converted(of_key, &pair[0]);
                let of = self.converted(of, &pair[1]);
                let pair = key.zip(of);
                pair.map(|(key, of)| Shape::List(Box::new(Shape::Tuple(vec![key, of]))))
            }
            // A list of pairs that is written as an object.
            ("Map", [key, form], [Ty::Tuple(pair, _)]) if pair.len() == 2 => {
                self.converted_map((&pair[0], key), (&pair[1], form))
            }
            (
                "HashMap" | "BTreeMap" | "IndexMap" | "MapPreventDuplicates" | "MapFirstKeyWins",
                [key, form, ..],
                [of_key, of, ..],
            ) => self.converted_map((of_key, key), (of, form)),
            (
                "Vec"
                | "VecDeque"
                | "LinkedList"
                | "BinaryHeap"
                | "HashSet"
                | "BTreeSet"
                | "IndexSet"
                | "SetPreventDuplicates"
                | "SetLastValueWins",
                [form, ..],
                [of, ..],
            ) => {
                let of = self.converted(of, form);
                of.map(|of| Shape::List(Box::new(of)))
            }
            _ => return Err(()),
        })
    }

    /// A conversion of a whole value.
    fn alone(&mut self, ty: &Ty, form: &Ty, name: &str, forms: &[Ty]) -> Option<Shape> {
        match (name, forms) {
            ("Same" | "BorrowCow", _) => self.shape(ty),
            ("DisplayFromStr", _) => Some(self.displayed(ty)),
            ("Rfc3339", _) => Some(Shape::Text(Text::Timestamp)),
            ("Hex", _) => Some(Shape::Text(Text::Hex)),
            ("Base64", []) => Some(Shape::Text(Text::Base64)),
            (
                "NoneAsEmptyString"
                | "JsonString"
                | "StringWithSeparator"
                | "Rfc2822"
                | "Iso8601"
                | "Base64"
                | "Base58",
                _,
            ) => Some(Shape::Text(Text::Any)),
            ("Bytes", _) => Some(Shape::List(Box::new(Shape::Int(Int::U8)))),
            ("DefaultOnNull" | "DefaultOnError", inner) => {
                let shape = match inner {
                    [form, ..] => self.converted(ty, form)?,
                    [] => self.shape(ty)?,
                };
                self.differs = true;
                Some(match (self.side, name) {
                    (Side::Both | Side::Written, _) => shape,
                    (Side::Accepted, "DefaultOnError") => Shape::Any,
                    (Side::Accepted, _) => Shape::Option(Box::new(shape)),
                })
            }
            ("FromInto" | "TryFromInto" | "FromIntoRef" | "TryFromIntoRef", [other]) => {
                self.shape(other)
            }
            (name, forms) => match seconds(name, forms) {
                Some(Shape::Float { .. }) => {
                    self.differs = true;
                    Some(Shape::Float {
                        null: self.side == Side::Written,
                    })
                }
                Some(shape) => Some(shape),
                None => self.unknown_conversion(form),
            },
        }
    }

    /// A map: the type and the conversion of its keys, and those of its values.
    fn converted_map(&mut self, key: (&Ty, &Ty), of: (&Ty, &Ty)) -> Option<Shape> {
        let (key, of) = (
            self.converted_key(key.0, key.1)?,
            self.converted(of.0, of.1)?,
        );
        Some(Shape::Map {
            key,
            of: Box::new(of),
        })
    }

    fn converted_key(&mut self, ty: &Ty, form: &Ty) -> Option<Key> {
        let shape = self.converted(ty, form)?;
        let key = self.key_of(&shape, 0);
        if key.is_none() {
            self.unsupported(
                &format!("a map whose keys are `{}`", name_of(ty)),
                at_of(form),
                "keys of a JSON object are text: `HashMap<DisplayFromStr, _>` writes them so",
            );
        }
        key
    }

    /// `DisplayFromStr`: the digits of an integer, else whatever the type displays.
    fn displayed(&mut self, ty: &Ty) -> Shape {
        let told = self.problems.len();
        let shape = self.shape(ty);
        self.problems.truncate(told);
        match shape {
            Some(Shape::Int(int) | Shape::NonZero(int)) => Shape::Text(Text::Digits(int)),
            Some(Shape::Text(text)) => Shape::Text(text),
            _ => Shape::Text(Text::Any),
        }
    }

    fn unknown_conversion<T>(&mut self, form: &Ty) -> Option<T> {
        self.wrong(
            report::SERDE_ATTRIBUTE,
            at_of(form),
            format!(
                "what `{}` writes and reads cannot be seen from here",
                name_of(form)
            ),
            "say which Rust type has the same JSON, beside it: `#[buildamp(shape = \"String\")]`"
                .to_owned(),
        )
    }
}

fn is_map(ty: &Ty) -> bool {
    ["HashMap", "BTreeMap", "IndexMap"]
        .iter()
        .any(|name| ends_in(ty, name))
}

/// `DurationSeconds<u64>`, `TimestampMilliSeconds<String, Flexible>` and the like: their first argument is the type on
/// the wire.
fn seconds(name: &str, forms: &[Ty]) -> Option<Shape> {
    let rest = name
        .strip_prefix("Duration")
        .or_else(|| name.strip_prefix("Timestamp"))?;
    let (unit, fraction) = match rest.strip_suffix("WithFrac") {
        Some(unit) => (unit, true),
        None => (rest, false),
    };
    if !["Seconds", "MilliSeconds", "MicroSeconds", "NanoSeconds"].contains(&unit) {
        return None;
    }
    let usual = match (fraction, name.starts_with("Duration")) {
        (true, _) => "f64",
        (false, true) => "u64",
        (false, false) => "i64",
    };
    let wanted = match forms.first() {
        Some(Ty::Path { segments, .. }) => segments.last().map_or(usual, String::as_str),
        _ => usual,
    };
    Some(match wanted {
        "f64" => Shape::Float { null: false },
        "String" if fraction => Shape::Text(Text::Any),
        "String" => Shape::Text(Text::Digits(Int::I64)),
        name => Shape::Int(super::known::int(name)?),
    })
}
