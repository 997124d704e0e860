//! `flatten`, and what an internal tag stands among: both need to know what object the others write.

use ecow::EcoString;
use rustc_hash::FxHashMap;

use super::all::All;
use super::form::{Form, Object};
use crate::model::{
    At, Body, Enum, Field, Fields, Flat, FlatOf, Item, Record, Shape, Tagging, TypeShape,
    VariantBody,
};
use crate::parse::ty_place;
use crate::report::{self, Problem};
use crate::resolve::plain;

/// What a type parameter has to be, because it lies among other keys.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Need {
    /// The parameter.
    pub(super) param: EcoString,
    /// The keys beside it.
    pub(super) keys: Vec<EcoString>,
    /// Whether it is flattened; else it stands beside a tag.
    pub(super) flat: bool,
}

/// A type after the others were asked.
#[derive(Default)]
pub(super) struct Settled {
    /// Its shape, where that is another now.
    pub(super) shape: Option<TypeShape>,
    pub(super) needs: Vec<Need>,
    pub(super) problems: Vec<Problem>,
}

/// Whether anything of a type lies among other keys.
pub(super) fn is_open(shape: &TypeShape) -> bool {
    match shape {
        TypeShape::Record(record) => !record.flat.is_empty(),
        TypeShape::Enum(it) => it.variants.iter().any(|variant| match &variant.body {
            VariantBody::Record(record) => !record.flat.is_empty(),
            VariantBody::Newtype(_) => matches!(it.tagging, Tagging::Internal { .. }),
            VariantBody::Unit | VariantBody::Tuple(_) => false,
        }),
        _ => false,
    }
}

/// Settles how what lies among other keys is told from them.
pub(super) fn settle(all: &All<'_>, number: usize, shape: &TypeShape) -> Settled {
    let item = all.item(number);
    let mut settling = Settling {
        all,
        settled: Settled::default(),
    };
    let shape = match (shape, &item.body) {
        (TypeShape::Record(record), Body::Struct(fields)) => {
            TypeShape::Record(settling.record(record, fields_of(fields), None))
        }
        (TypeShape::Enum(it), Body::Enum(_)) => TypeShape::Enum(settling.enumeration(it, item)),
        _ => return settling.settled,
    };
    settling.settled.shape = Some(shape);
    settling.settled
}

struct Settling<'a> {
    all: &'a All<'a>,
    settled: Settled,
}

fn fields_of(fields: &Fields) -> &[Field] {
    match fields {
        Fields::Named(fields) | Fields::Unnamed(fields) => fields,
        Fields::Unit => &[],
    }
}

impl Settling<'_> {
    fn say(&mut self, code: report::Code, at: &At, what: String, help: &str) {
        let problem = Problem::new(code, at.clone(), what, help);
        self.settled.problems.push(problem);
    }

    fn enumeration(&mut self, it: &Enum, item: &Item) -> Enum {
        let mut it = it.clone();
        let tag = match &it.tagging {
            Tagging::Internal { tag } => Some(tag.clone()),
            _ => None,
        };
        let Body::Enum(variants) = &item.body else {
            return it;
        };
        for part in &mut it.variants {
            let Some(variant) = variants
                .iter()
                .find(|variant| plain(&variant.ident) == part.name)
            else {
                continue;
            };
            let fields = fields_of(&variant.fields);
            let tag = tag.as_deref().filter(|_| !part.untagged);
            match (&part.body, tag) {
                (VariantBody::Record(record), tag) if !record.flat.is_empty() => {
                    part.body = VariantBody::Record(self.record(record, fields, tag));
                }
                (VariantBody::Newtype(shape), Some(tag)) => {
                    let at = fields
                        .first()
                        .map_or(&variant.at, |field| ty_place(&field.ty));
                    if let Some(body) = self.beside_tag(shape, tag, &part.name, at) {
                        part.body = body;
                    }
                }
                _ => {}
            }
        }
        it
    }

    /// What a variant in the internal form carries: an object, into which serde puts the tag.
    fn beside_tag(&mut self, shape: &Shape, tag: &str, name: &str, at: &At) -> Option<VariantBody> {
        match self.all.form(shape) {
            Form::Nothing => {
                return Some(VariantBody::Record(Record {
                    closed: true,
                    ..Record::default()
                }));
            }
            Form::Param(param) => self.settled.needs.push(Need {
                param,
                keys: vec![tag.into()],
                flat: false,
            }),
            Form::Object(Object { any: true, .. }) => self.say(
                report::SERDE_ATTRIBUTE,
                at,
                format!("`{name}` has to write an object for its tag to stand in, and a `Value` may be none"),
                "write `serde_json::Map<String, serde_json::Value>`, or `content = \"…\"` beside `tag`",
            ),
            Form::Object(object) if object.keys.iter().any(|key| key == tag) => self.say(
                report::DUPLICATE_KEY,
                at,
                format!("what `{name}` carries has the key `{tag}` itself, which is that of the tag"),
                "give one of them another name, or write `content = \"…\"` beside `tag`",
            ),
            Form::Object(_) => {}
            Form::Tagged(_) => self.say(
                report::SERDE_ATTRIBUTE,
                at,
                format!("`{name}` carries an enum whose tag would be a key of its own beside `{tag}`"),
                "give that enum a `tag` too, write `content = \"…\"` beside `tag`, or a struct variant with a field",
            ),
            Form::Other(what) => self.say(
                report::SERDE_ATTRIBUTE,
                at,
                format!("`{name}` has to write an object for its tag to stand in, and {what} is none"),
                "write a struct variant with a field, or `content = \"…\"` beside `tag`",
            ),
        }
        None
    }

    fn record(&mut self, record: &Record, fields: &[Field], tag: Option<&str>) -> Record {
        let mut record = record.clone();
        let mut own: Vec<EcoString> = tag.into_iter().map(EcoString::from).collect();
        own.extend(record.tag.iter().map(|(key, _)| key.clone()));
        for field in &record.fields {
            own.push(field.key.clone());
            own.extend(field.aliases.iter().cloned());
        }
        let at = |flat: &Flat| {
            let field = fields.iter().find(|it| plain(&it.ident) == flat.name);
            field.map_or_else(At::default, |field| ty_place(&field.ty).clone())
        };
        let mut parts: Vec<(Flat, Form, At)> = Vec::new();
        for flat in std::mem::take(&mut record.flat) {
            let form = self.all.form(flat.of.shape());
            if form != Form::Nothing {
                let at = at(&flat);
                parts.push((flat, form, at));
            }
        }
        self.distinct(&own, &parts);
        self.one_rest(&parts);
        let except = |but: usize| -> Vec<EcoString> {
            let others = parts.iter().enumerate().filter(|(it, _)| *it != but);
            let theirs = others.flat_map(|(_, (_, form, _))| keys_of(form).iter().cloned());
            own.iter().cloned().chain(theirs).collect()
        };
        for (position, (flat, form, at)) in parts.iter().enumerate() {
            let of = flat.of.shape().clone();
            let of = match form {
                Form::Tagged(tags) => FlatOf::Variant {
                    of,
                    tags: tags.clone(),
                },
                Form::Object(Object { rest: true, .. }) => FlatOf::Rest {
                    of: match of {
                        Shape::Any => super::std::free_map(),
                        of => of,
                    },
                    except: except(position),
                },
                Form::Param(param) => {
                    self.settled.needs.push(Need {
                        param: param.clone(),
                        keys: except(position),
                        flat: true,
                    });
                    FlatOf::Keys(of)
                }
                Form::Object(Object { closed: true, .. }) => {
                    self.say(
                        report::SERDE_ATTRIBUTE,
                        at,
                        format!(
                            "`{}` refuses unknown keys, which `flatten` cannot honour",
                            flat.name
                        ),
                        "take `deny_unknown_fields` away there, or `flatten` here",
                    );
                    FlatOf::Keys(of)
                }
                Form::Other(what) => {
                    self.say(
                        report::SERDE_ATTRIBUTE,
                        at,
                        format!("`flatten` needs an object, and {what} is none"),
                        "take `flatten` away, or write a struct, a map or an enum",
                    );
                    FlatOf::Keys(of)
                }
                Form::Object(_) | Form::Nothing => FlatOf::Keys(of),
            };
            record.flat.push(Flat { of, ..flat.clone() });
        }
        record
    }

    /// Says of each key that two parts of an object have.
    fn distinct(&mut self, own: &[EcoString], parts: &[(Flat, Form, At)]) {
        let mut seen: FxHashMap<&str, &str> = FxHashMap::default();
        seen.extend(own.iter().map(|key| (key.as_str(), "the struct itself")));
        for (flat, form, at) in parts {
            for key in keys_of(form) {
                if let Some(first) = seen.insert(key, &flat.name) {
                    self.say(
                        report::DUPLICATE_KEY,
                        at,
                        format!("the key `{key}` of `{}` is also one of {first}", flat.name),
                        "give one of them another `#[serde(rename = \"…\")]`, or take `flatten` away",
                    );
                }
            }
        }
    }

    /// Says of a map that does not get exactly the keys that nobody else has.
    fn one_rest(&mut self, parts: &[(Flat, Form, At)]) {
        let is_rest = |form: &Form| matches!(form, Form::Object(Object { rest: true, .. }));
        let Some(position) = parts.iter().position(|(_, form, _)| is_rest(form)) else {
            return;
        };
        let (rest, form, at) = &parts[position];
        for (other, _, at) in parts[position + 1..].iter().filter(|it| is_rest(&it.1)) {
            self.say(
                report::SERDE_ATTRIBUTE,
                at,
                format!(
                    "`{}` and `{}` would both take every key that is left",
                    rest.name, other.name
                ),
                "keep one of the two",
            );
        }
        if let Some((other, ..)) = parts[position + 1..].iter().find(|it| !is_rest(&it.1)) {
            self.say(
                report::SERDE_ATTRIBUTE,
                at,
                format!(
                    "`{}` takes the keys of `{}`, which follows it, as well",
                    rest.name, other.name
                ),
                "move the field with the map to the end",
            );
        }
        let free = matches!(
            form,
            Form::Object(Object {
                rest_of_any: true,
                ..
            })
        );
        for (other, form, _) in parts.iter().filter(|it| !is_rest(&it.1)) {
            let takes = match form {
                Form::Tagged(_) => true,
                Form::Object(object) => {
                    object.takes && (!other.optional || free || object.keys.len() < 2)
                }
                Form::Param(_) | Form::Nothing | Form::Other(_) => false,
            };
            if !takes && !matches!(form, Form::Other(_)) {
                self.say(
                    report::SERDE_ATTRIBUTE,
                    at,
                    format!(
                        "serde would put the keys of `{}` into `{}` as well",
                        other.name, rest.name
                    ),
                    "take `flatten` away from one of the two",
                );
            }
        }
    }
}

fn keys_of(form: &Form) -> &[EcoString] {
    match form {
        Form::Object(object) => &object.keys,
        Form::Tagged(tags) => tags,
        Form::Nothing | Form::Param(_) | Form::Other(_) => &[],
    }
}
