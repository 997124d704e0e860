//! Types at random, with serde's attributes: what serde takes, and what does not defeat itself.

use crate::dice::Dice;
use crate::names;
use crate::types::{self, Known, Scope, Ty};

/// A struct or an enum.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is independent of the others"
)]
pub struct Type {
    pub name: String,
    pub generic: bool,
    pub attributes: Vec<String>,
    pub body: Body,
    /// Whether `Default` has to be there.
    pub default: bool,
    /// Whether it can be a key.
    pub key: bool,
    /// `serde_repr` in place of serde's derives.
    pub repr: bool,
}

pub enum Body {
    Struct(Fields),
    Enum(Vec<Variant>),
}

pub enum Fields {
    Named(Vec<Field>),
    Unnamed(Vec<Field>),
    Unit,
}

pub struct Field {
    pub ident: String,
    pub ty: Ty,
    pub attributes: Vec<String>,
    /// The number of the function that gives its default.
    pub default: Option<usize>,
}

pub struct Variant {
    pub ident: String,
    pub attributes: Vec<String>,
    pub fields: Fields,
    /// Whether serde refuses to write it.
    pub unwritten: bool,
    pub number: i64,
}

/// A type that lies among the fields of another: what is known of it there.
struct Object {
    name: String,
    /// Every key that it writes or reads.
    keys: Vec<String>,
    /// Whether serde reads it from what it has buffered.
    buffered: bool,
    /// Whether it refuses keys that it does not know.
    closed: bool,
}

/// What a model is made of so far.
#[derive(Default)]
struct World {
    known: Vec<Known>,
    objects: Vec<Object>,
    defaults: usize,
}

/// Some types that use each other.
pub fn model(dice: &mut Dice) -> Vec<Type> {
    let mut world = World::default();
    let mut types: Vec<Type> = Vec::new();
    for _ in 0..2 + dice.below(5) {
        let name = (*dice.pick(names::TYPES)).to_owned();
        if types.iter().any(|other| other.name == name) {
            continue;
        }
        types.push(one(dice, &mut world, name));
    }
    types
}

fn one(dice: &mut Dice, world: &mut World, name: String) -> Type {
    let generic = dice.one_in(7);
    world.known.push(Known {
        name: name.clone(),
        generic,
        // Until it is known: what refers to itself is not put where it matters.
        buffered: false,
        open: true,
        key: false,
    });
    let mut it = match dice.below(9) {
        0..=3 => record(dice, world, name, generic),
        4 if !generic => newtype(dice, world, name),
        5 if !generic => tuple(dice, world, name),
        6 if !generic && dice.one_in(2) => plain(name, Body::Struct(Fields::Unit)),
        7 if !generic => unit_enum(dice, name),
        _ => enumeration(dice, world, name, generic),
    };
    if it.generic {
        keep_parameter(&mut it);
    }
    if let Some(known) = world.known.last_mut() {
        known.open = false;
        known.key = it.key;
        known.generic = it.generic;
        known.buffered = texts(&it).iter().all(|ty| ty.buffered);
    }
    it
}

fn plain(name: String, body: Body) -> Type {
    Type {
        name,
        generic: false,
        attributes: Vec::new(),
        body,
        default: false,
        key: false,
        repr: false,
    }
}

/// Every type that is written in it.
fn texts(it: &Type) -> Vec<&Ty> {
    fn list(fields: &Fields) -> &[Field] {
        match fields {
            Fields::Named(fields) | Fields::Unnamed(fields) => fields,
            Fields::Unit => &[],
        }
    }
    match &it.body {
        Body::Struct(fields) => list(fields).iter().map(|field| &field.ty).collect(),
        Body::Enum(variants) => variants
            .iter()
            .flat_map(|variant| list(&variant.fields))
            .map(|field| &field.ty)
            .collect(),
    }
}

/// Rust has no type parameter that is not used.
fn keep_parameter(it: &mut Type) {
    let field = |ident: &str| Field {
        ident: ident.to_owned(),
        ty: Ty {
            text: "Vec<T>".to_owned(),
            buffered: true,
            option: false,
            vec: true,
        },
        attributes: Vec::new(),
        default: None,
    };
    match &mut it.body {
        Body::Struct(Fields::Named(fields)) => fields.push(field("of_the_parameter")),
        Body::Enum(variants) => variants.insert(
            0,
            Variant {
                ident: "OfTheParameter".to_owned(),
                attributes: Vec::new(),
                fields: Fields::Named(vec![field("of_the_parameter")]),
                unwritten: false,
                number: 0,
            },
        ),
        Body::Struct(Fields::Unnamed(_) | Fields::Unit) => it.generic = false,
    }
}

fn scope(world: &World, generic: bool, buffered: bool) -> Scope<'_> {
    Scope {
        known: &world.known,
        generic,
        buffered,
    }
}

fn record(dice: &mut Dice, world: &mut World, name: String, generic: bool) -> Type {
    let mut attributes = Vec::new();
    let rule = dice.one_in(3).then(|| *dice.pick(names::CASES));
    if let Some(rule) = rule {
        attributes.push(match dice.below(4) {
            0 => format!("rename_all(serialize = \"{rule}\")"),
            1 => format!("rename_all(serialize = \"{rule}\", deserialize = \"{rule}\")"),
            _ => format!("rename_all = \"{rule}\""),
        });
    }
    let flatten = dice.one_in(4);
    let closed = !flatten && dice.one_in(5);
    if closed {
        attributes.push("deny_unknown_fields".to_owned());
    }
    let tag = dice.one_in(9);
    if tag {
        attributes.push("tag = \"struct_tag\"".to_owned());
    }
    let default = !generic && dice.one_in(9);
    if default {
        attributes.push("default".to_owned());
    }
    let mut keys = Vec::new();
    let mut fields = fields(dice, world, generic, false, rule, &mut keys);
    if flatten {
        flattened(dice, world, &mut fields, &mut keys);
    }
    let buffered = fields.iter().all(|field| field.ty.buffered);
    if !generic && !tag {
        world.objects.push(Object {
            name: name.clone(),
            keys,
            buffered,
            closed,
        });
    }
    Type {
        generic,
        attributes,
        default,
        ..plain(name, Body::Struct(Fields::Named(fields)))
    }
}

/// Fields that lie among the others: structs with other keys, one of them perhaps absent, and a map at the end.
fn flattened(dice: &mut Dice, world: &mut World, fields: &mut Vec<Field>, keys: &mut Vec<String>) {
    let mut add = |ident: &str, text: String| {
        fields.push(Field {
            ident: ident.to_owned(),
            ty: Ty {
                text,
                buffered: true,
                option: false,
                vec: false,
            },
            attributes: vec!["flatten".to_owned()],
            default: None,
        });
    };
    for (position, object) in world.objects.iter().enumerate() {
        let fits =
            object.buffered && !object.closed && object.keys.iter().all(|key| !keys.contains(key));
        if fits && dice.one_in(2) {
            keys.extend(object.keys.iter().cloned());
            let ident = format!("flat_{position}");
            if dice.one_in(4) {
                add(&ident, format!("Option<{}>", object.name));
                return;
            }
            add(&ident, object.name.clone());
        }
    }
    // What serde takes for the map would otherwise be a key of what is flattened and not there.
    let met = |key: &String| names::KEYS.contains(&key.as_str()) || key.eq_ignore_ascii_case("a");
    if dice.one_in(3) && !keys.iter().any(met) {
        let value = dice.pick(&["u8", "String", "serde_json::Value"]);
        add(
            "rest",
            format!("std::collections::BTreeMap<String, {value}>"),
        );
    }
}

/// Named fields, with keys that no other has.
fn fields(
    dice: &mut Dice,
    world: &mut World,
    generic: bool,
    buffered: bool,
    rule: Option<&str>,
    keys: &mut Vec<String>,
) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    for _ in 0..dice.below(6) {
        let ident = (*dice.pick(names::FIELDS)).to_owned();
        let bare = ident.trim_start_matches("r#").to_owned();
        // Any case of the name, so that no two meet.
        let folded = |text: &str| text.replace(['_', '-'], "").to_lowercase();
        if keys.iter().any(|key| folded(key) == folded(&bare)) {
            continue;
        }
        let ty = types::ty(dice, &scope(world, generic, buffered), 0);
        let mut field = Field {
            ident,
            ty,
            attributes: Vec::new(),
            default: None,
        };
        names_of(dice, &mut field, keys);
        presence(dice, world, generic, &mut field);
        keys.push(bare.clone());
        if let Some(rule) = rule {
            keys.push(format!("{bare}:{rule}"));
        }
        fields.push(field);
    }
    fields
}

fn fresh(dice: &mut Dice, keys: &mut Vec<String>) -> Option<String> {
    let key = (*dice.pick(names::KEYS)).to_owned();
    let folded = |text: &str| text.replace(['_', '-'], "").to_lowercase();
    let taken = keys.iter().any(|other| folded(other) == folded(&key));
    (!taken).then(|| {
        keys.push(key.clone());
        key
    })
}

fn names_of(dice: &mut Dice, field: &mut Field, keys: &mut Vec<String>) {
    if dice.one_in(6)
        && let Some(key) = fresh(dice, keys)
    {
        field.attributes.push(match dice.below(3) {
            0 => format!("rename(serialize = \"{key}\")"),
            1 => format!("rename(deserialize = \"{key}\")"),
            _ => format!("rename = \"{key}\""),
        });
    }
    if dice.one_in(9)
        && let Some(key) = fresh(dice, keys)
    {
        field.attributes.push(format!("alias = \"{key}\""));
    }
}

fn presence(dice: &mut Dice, world: &mut World, generic: bool, field: &mut Field) {
    if field.ty.option && field.ty.text.starts_with("Option<") && dice.one_in(3) {
        field
            .attributes
            .push("skip_serializing_if = \"Option::is_none\"".to_owned());
        if dice.one_in(2) {
            field.attributes.push("default".to_owned());
        }
        return;
    }
    if field.ty.vec && field.ty.text.starts_with("Vec<") && dice.one_in(3) {
        field
            .attributes
            .push("skip_serializing_if = \"Vec::is_empty\", default".to_owned());
        return;
    }
    if field.ty.text == "chrono::DateTime<chrono::Utc>" && dice.one_in(2) {
        let module = dice.pick(&["ts_seconds", "ts_milliseconds"]);
        field
            .attributes
            .push(format!("with = \"chrono::serde::{module}\""));
    }
    let function = |world: &mut World, field: &mut Field| {
        field.default = Some(world.defaults);
        world.defaults += 1;
        format!("default = \"default_{}\"", world.defaults - 1)
    };
    if generic {
        return;
    }
    match dice.below(14) {
        0 | 1 => {
            let default = function(world, field);
            field.attributes.push(default);
        }
        2 => {
            let default = function(world, field);
            field.attributes.push(format!("skip, {default}"));
        }
        3 => {
            let default = function(world, field);
            field
                .attributes
                .push(format!("skip_deserializing, {default}"));
        }
        4 => field.attributes.push("skip_serializing".to_owned()),
        _ => {}
    }
}

fn newtype(dice: &mut Dice, world: &mut World, name: String) -> Type {
    // What it wraps is its own JSON: around itself it would have no end.
    let declared = &world.known[..world.known.len() - 1];
    let outside = Scope {
        known: declared,
        generic: false,
        buffered: false,
    };
    let ty = types::ty(dice, &outside, 0);
    let attributes = if dice.one_in(4) {
        vec!["transparent".to_owned()]
    } else {
        Vec::new()
    };
    Type {
        attributes,
        ..plain(name, Body::Struct(Fields::Unnamed(vec![unnamed(ty)])))
    }
}

fn unnamed(ty: Ty) -> Field {
    Field {
        ident: String::new(),
        ty,
        attributes: Vec::new(),
        default: None,
    }
}

fn tuple(dice: &mut Dice, world: &mut World, name: String) -> Type {
    let count = 2 + dice.below(3);
    let fields = (0..count).map(|_| unnamed(types::ty(dice, &scope(world, false, false), 0)));
    plain(name, Body::Struct(Fields::Unnamed(fields.collect())))
}

/// The variants' names, each once.
fn variant_names(dice: &mut Dice, count: usize) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for _ in 0..count {
        let name = (*dice.pick(names::VARIANTS)).to_owned();
        if names
            .iter()
            .all(|other| other.to_lowercase() != name.to_lowercase())
        {
            names.push(name);
        }
    }
    names
}

fn unit_enum(dice: &mut Dice, name: String) -> Type {
    let repr = dice.one_in(4);
    let count = 1 + dice.below(6);
    let mut number = i64::try_from(dice.below(5)).unwrap_or_default() - 2;
    let names = variant_names(dice, count);
    let variants = names.into_iter().map(|ident| {
        number += 1 + i64::try_from(dice.below(3)).unwrap_or_default();
        Variant {
            ident,
            attributes: Vec::new(),
            fields: Fields::Unit,
            unwritten: false,
            number,
        }
    });
    let variants = variants.collect();
    let attributes = match (repr, dice.below(3)) {
        (false, 0) => vec![format!("rename_all = \"{}\"", dice.pick(names::CASES))],
        _ => Vec::new(),
    };
    Type {
        attributes,
        key: !repr,
        repr,
        ..plain(name, Body::Enum(variants))
    }
}

/// How variants are told from each other.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tagging {
    External,
    Internal,
    Adjacent,
    Untagged,
}

fn enumeration(dice: &mut Dice, world: &mut World, name: String, generic: bool) -> Type {
    let tagging = *dice.pick(&[
        Tagging::External,
        Tagging::External,
        Tagging::Internal,
        Tagging::Internal,
        Tagging::Adjacent,
        Tagging::Untagged,
    ]);
    let mut attributes = match tagging {
        Tagging::External => Vec::new(),
        Tagging::Internal => vec![format!("tag = \"{}\"", dice.pick(&["tag", "$type", "t t"]))],
        Tagging::Adjacent => vec!["tag = \"tag\", content = \"content\"".to_owned()],
        Tagging::Untagged => vec!["untagged".to_owned()],
    };
    if dice.one_in(3) {
        attributes.push(format!("rename_all = \"{}\"", dice.pick(names::CASES)));
    }
    if dice.one_in(4) {
        attributes.push(format!(
            "rename_all_fields = \"{}\"",
            dice.pick(names::CASES)
        ));
    }
    if tagging != Tagging::Untagged && dice.one_in(6) {
        attributes.push("deny_unknown_fields".to_owned());
    }
    let count = 1 + dice.below(6);
    let names = variant_names(dice, count);
    let last = names.len() - 1;
    let mut keys = Vec::new();
    let mut variants = Vec::new();
    for (position, ident) in names.into_iter().enumerate() {
        let mut attributes = Vec::new();
        let other = position == last
            && position > 0
            && matches!(tagging, Tagging::Internal | Tagging::Adjacent)
            && dice.one_in(4);
        let fields = if other {
            attributes.push("other".to_owned());
            Fields::Unit
        } else {
            carried(dice, world, tagging, generic)
        };
        if tagging != Tagging::Untagged && !other {
            if dice.one_in(6)
                && let Some(key) = fresh(dice, &mut keys)
            {
                attributes.push(format!("rename = \"{key}\""));
            }
            if dice.one_in(9)
                && let Some(key) = fresh(dice, &mut keys)
            {
                attributes.push(format!("alias = \"{key}\""));
            }
        }
        let unwritten = position > 0 && !other && dice.one_in(14);
        if unwritten {
            attributes.push("skip_serializing".to_owned());
        }
        variants.push(Variant {
            ident,
            attributes,
            fields,
            unwritten,
            number: 0,
        });
    }
    Type {
        generic,
        attributes,
        ..plain(name, Body::Enum(variants))
    }
}

/// What a variant carries. Behind an internal tag that is nothing, fields, or what writes an object of other keys.
fn carried(dice: &mut Dice, world: &mut World, tagging: Tagging, generic: bool) -> Fields {
    // The adjacent form is buffered too where the content comes before the tag.
    let buffered = tagging != Tagging::External;
    match (dice.below(5), tagging) {
        (0 | 1, _) => {
            let mut keys = ["tag", "$type", "t t"].map(str::to_owned).to_vec();
            Fields::Named(fields(dice, world, generic, buffered, None, &mut keys))
        }
        (2, Tagging::Internal) => {
            let objects: Vec<&Object> = world
                .objects
                .iter()
                .filter(|object| object.buffered)
                .collect();
            if objects.is_empty() {
                return Fields::Unit;
            }
            let object = *dice.pick(&objects);
            Fields::Unnamed(vec![unnamed(Ty {
                text: object.name.clone(),
                buffered: true,
                option: false,
                vec: false,
            })])
        }
        (2, _) => Fields::Unnamed(vec![unnamed(types::ty(
            dice,
            &scope(world, generic, buffered),
            0,
        ))]),
        (3, Tagging::External | Tagging::Adjacent | Tagging::Untagged) => {
            let count = 2 + dice.below(2);
            let items =
                (0..count).map(|_| unnamed(types::ty(dice, &scope(world, generic, buffered), 1)));
            Fields::Unnamed(items.collect())
        }
        _ => Fields::Unit,
    }
}
