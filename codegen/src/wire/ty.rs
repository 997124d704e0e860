//! Ty → Shape: names followed to what serde writes for them.

use std::collections::BTreeMap;

use super::plain;
use crate::model::{At, Int, Item, Shape, Ty};
use crate::parse::ty_place;
use crate::report::{self, Problem};
use crate::resolve::{self, Found, Known};
use crate::scan::{ModuleId, Tree};

/// serde implements arrays up to this length.
const LONGEST_ARRAY: usize = 32;
/// std implements Debug and Clone for tuples up to this length.
const LONGEST_TUPLE: usize = 12;
/// Aliases of aliases of aliases; a circle is rustc's to report.
const DEEPEST_ALIAS: usize = 32;

/// Where types are looked up while an item is lowered.
pub struct Scope<'a> {
    tree: &'a Tree,
    module: ModuleId,
    item: &'a Item,
    /// What the parameters in sight stand for; `None` for a const parameter.
    params: BTreeMap<String, Option<Shape>>,
    depth: usize,
    /// What was found wrong.
    pub problems: Vec<Problem>,
}

impl<'a> Scope<'a> {
    /// The scope of an item's fields.
    pub fn of_item(tree: &'a Tree, module: ModuleId, item: &'a Item) -> Self {
        let params = item.generics.iter().map(|generic| {
            let shape = match generic.constant {
                None => Some(Shape::Param(generic.name.clone())),
                Some(_) => None,
            };
            (generic.name.clone(), shape)
        });
        Self {
            tree,
            module,
            item,
            params: params.collect(),
            depth: 0,
            problems: Vec::new(),
        }
    }

    /// What serde writes for a type. `None` when that is nothing that others could read; the reason is told.
    pub fn shape(&mut self, ty: &Ty) -> Option<Shape> {
        match ty {
            Ty::Path {
                global,
                segments,
                args,
                at,
            } => self.path(*global, segments, args, at),
            Ty::Array { of, len, at } => self.array(of, len, at),
            Ty::Tuple(types, at) => self.tuple(types, at),
            Ty::Other { text, at } => {
                let help = match text.as_str() {
                    text if text.starts_with('&') && text.ends_with("str") => "write `String`",
                    text if text.starts_with('&') && text.contains('[') => "write `Vec<…>`",
                    text if text.starts_with('&') => "own the data: write the type without `&`",
                    text if text.starts_with("dyn") => {
                        "write an enum with one variant for each case"
                    }
                    _ => {
                        "write a struct, an enum or one of the accepted types (`buildamp explain BA0007`)"
                    }
                };
                self.unsupported(text, at, help)
            }
        }
    }

    fn path(&mut self, global: bool, segments: &[String], args: &[Ty], at: &At) -> Option<Shape> {
        if let ([only], false) = (segments, global) {
            if let Some(param) = self.params.get(only) {
                return param.clone();
            }
            if only == "Self" {
                return Some(self.own());
            }
        }
        let written = segments.join("::");
        match resolve::path(self.tree, self.module, global, segments) {
            Found::Item(module, index) => self.reference(module, index, args, at),
            Found::Alias(module, name) => self.alias(module, &name, args, at),
            Found::External(path) => match resolve::known(&path) {
                Some(known) => self.known(known, &written, args, at),
                None => self.unsupported(&written, at, instead_of(path.last().map_or("", String::as_str))),
            },
            // What a model cannot be, a union say, was told where it is declared.
            Found::Outside(module, _) if self.tree.module(module).home.is_some() => None,
            Found::Outside(module, name) => {
                let file = self.tree.module(module).file.clone();
                self.wrong(
                    report::OUTSIDE_MODELS,
                    at,
                    format!("`{name}` is defined in {file}, outside the models folder"),
                    format!("move `{name}` below the models folder, and write `pub use` for it in {file}"),
                )
            }
            Found::Unread => None,
            Found::Module(_) | Found::Nothing => self.wrong(
                report::UNKNOWN_TYPE,
                at,
                format!("no type `{written}` can be found from here"),
                "check the spelling and the `use` lines; a type that a macro writes has to be written out".to_owned(),
            ),
        }
    }

    /// The item itself, applied to its own parameters.
    fn own(&self) -> Shape {
        let types = self
            .item
            .generics
            .iter()
            .filter(|generic| generic.constant.is_none());
        Shape::Ref {
            file: self.item.file.clone(),
            name: plain(&self.item.ident).to_owned(),
            args: types
                .map(|generic| Shape::Param(generic.name.clone()))
                .collect(),
        }
    }

    fn reference(&mut self, module: ModuleId, index: usize, args: &[Ty], at: &At) -> Option<Shape> {
        let home = self.tree.module(module);
        let target = home.facts.items.get(index)?;
        let mut shapes = Vec::new();
        let mut known = BTreeMap::new();
        for (position, generic) in target.item.generics.iter().enumerate() {
            if generic.constant.is_some() {
                continue;
            }
            let written = args.get(position);
            let default = target.defaults.get(position).and_then(Option::as_ref);
            let shape = match (written, default) {
                (Some(ty), _) => self.shape(ty)?,
                (None, Some(default)) => self.elsewhere(module, known.clone(), default)?,
                (None, None) => {
                    let name = plain(&target.item.ident);
                    return self.wrong(
                        report::GENERICS,
                        at,
                        format!("`{name}` takes a type for `{}`", generic.name),
                        format!("write `{name}<…>`"),
                    );
                }
            };
            known.insert(generic.name.clone(), Some(shape.clone()));
            shapes.push(shape);
        }
        Some(Shape::Ref {
            file: target.item.file.clone(),
            name: plain(&target.item.ident).to_owned(),
            args: shapes,
        })
    }

    fn alias(&mut self, module: ModuleId, name: &str, args: &[Ty], at: &At) -> Option<Shape> {
        let alias = resolve::alias(self.tree, module, name)?;
        if self.depth > DEEPEST_ALIAS {
            return self.unsupported(name, at, "write the type that the alias stands for");
        }
        let mut params = BTreeMap::new();
        for (position, (param, default)) in alias.params.iter().enumerate() {
            let shape = match (args.get(position), default) {
                (Some(Ty::Other { .. }), _) | (None, None) => None,
                (Some(ty), _) => Some(self.shape(ty)?),
                (None, Some(default)) => Some(self.elsewhere(module, params.clone(), default)?),
            };
            params.insert(param.clone(), shape);
        }
        self.elsewhere(module, params, &alias.ty)
    }

    /// Lowers a type that stands in another module and sees other parameters.
    fn elsewhere(
        &mut self,
        module: ModuleId,
        params: BTreeMap<String, Option<Shape>>,
        ty: &Ty,
    ) -> Option<Shape> {
        let here = (self.module, std::mem::replace(&mut self.params, params));
        self.module = module;
        self.depth += 1;
        let shape = self.shape(ty);
        self.depth -= 1;
        (self.module, self.params) = here;
        shape
    }

    fn known(&mut self, known: Known, written: &str, args: &[Ty], at: &At) -> Option<Shape> {
        match (known, args) {
            (Known::Primitive(name), []) => match primitive(name) {
                Some(shape) => Some(shape),
                None => self.unsupported(written, at, instead_of(name)),
            },
            (Known::String, []) => Some(Shape::String),
            (Known::Uuid, []) => Some(Shape::Uuid),
            (Known::Timestamp, []) => Some(Shape::Timestamp),
            (Known::Option, [of]) => Some(Shape::Option(Box::new(self.shape(of)?))),
            (Known::Vec, [of]) => Some(Shape::List(Box::new(self.shape(of)?))),
            (Known::Box, [of]) if is_str(of) => self.unsupported("Box<str>", at, "write `String`"),
            (Known::Box, [of]) => self.shape(of),
            (Known::Map, [key, of]) => {
                let key_shape = self.shape(key)?;
                let of = self.shape(of)?;
                match key_shape {
                    Shape::String => Some(Shape::Map(Box::new(of))),
                    _ => self.unsupported(
                        &format!("{written}<{}, …>", name_of(key)),
                        ty_place(key),
                        "keys of a JSON object are text: write `String` for the key, or a `Vec` of pairs",
                    ),
                }
            }
            (Known::DateTime, [zone]) => {
                match resolve::through_aliases(self.tree, self.module, zone) {
                    Some((Found::External(path), ..))
                        if resolve::known(&path) == Some(Known::Zone) =>
                    {
                        Some(Shape::Timestamp)
                    }
                    _ => {
                        let name = format!("DateTime<{}>", name_of(zone));
                        self.unsupported(&name, at, "write `chrono::DateTime<chrono::Utc>`")
                    }
                }
            }
            (Known::Zone, []) => self.unsupported(
                written,
                at,
                "a zone alone is no time: write `chrono::DateTime<chrono::Utc>`",
            ),
            (Known::Map, [_, _, _]) => self.unsupported(
                &format!("{written} with a hasher"),
                at,
                "write it without the third type",
            ),
            (Known::Vec | Known::Box, [_, _]) => self.unsupported(
                &format!("{written} with an allocator"),
                at,
                "write it without the second type",
            ),
            // rustc reports the wrong number of arguments, better than we could.
            _ => self.unsupported(written, at, "give it the type arguments that it takes"),
        }
    }

    fn array(&mut self, of: &Ty, len: &str, at: &At) -> Option<Shape> {
        let shape = self.shape(of);
        if self.params.contains_key(len) {
            return self.unsupported(
                &format!("[_; {len}]"),
                at,
                "serde reads arrays of a fixed length alone: write the number, or `Vec`",
            );
        }
        match resolve::length(self.tree, self.module, len) {
            Some(length) if length <= LONGEST_ARRAY => Some(Shape::Array(Box::new(shape?), length)),
            Some(length) => self.unsupported(
                &format!("[_; {length}]"),
                at,
                "serde reads arrays up to 32: write `Vec`",
            ),
            None if self.tree.is_broken() => None,
            None => self.unsupported(
                &format!("[_; {len}]"),
                at,
                "the length has to be a number or a const of this crate: write it out, or `Vec`",
            ),
        }
    }

    fn tuple(&mut self, types: &[Ty], at: &At) -> Option<Shape> {
        match types.len() {
            0 => self.unsupported("()", at, "leave the field out, or write a unit struct"),
            1 => self.unsupported(
                "a tuple of one",
                at,
                "write the type without the parentheses",
            ),
            2..=LONGEST_TUPLE => {
                let shapes: Vec<Option<Shape>> = types.iter().map(|ty| self.shape(ty)).collect();
                shapes.into_iter().collect::<Option<_>>().map(Shape::Tuple)
            }
            _ => self.unsupported(
                "a tuple of more than twelve",
                at,
                "write a struct with named fields",
            ),
        }
    }

    fn unsupported(&mut self, name: &str, at: &At, help: &str) -> Option<Shape> {
        let what = format!("`{name}` has no form that Rust, TypeScript and Elm would read alike");
        self.wrong(report::UNSUPPORTED_TYPE, at, what, help.to_owned())
    }

    fn wrong(&mut self, code: report::Code, at: &At, what: String, help: String) -> Option<Shape> {
        self.problems
            .push(Problem::new(code, at.clone(), what, help));
        None
    }
}

fn primitive(name: &str) -> Option<Shape> {
    let int = match name {
        "bool" => return Some(Shape::Bool),
        "f32" | "f64" => return Some(Shape::Float),
        "i8" => Int::I8,
        "i16" => Int::I16,
        "i32" => Int::I32,
        "i64" | "isize" => Int::I64,
        "u8" => Int::U8,
        "u16" => Int::U16,
        "u32" => Int::U32,
        "u64" | "usize" => Int::U64,
        _ => return None,
    };
    Some(Shape::Int(int))
}

fn is_str(ty: &Ty) -> bool {
    matches!(ty, Ty::Path { segments, .. } if segments.as_slice() == ["str"])
}

fn name_of(ty: &Ty) -> String {
    match ty {
        Ty::Path { segments, .. } => segments.join("::"),
        Ty::Array { len, .. } => format!("[_; {len}]"),
        Ty::Tuple(..) => "(…)".to_owned(),
        Ty::Other { text, .. } => text.clone(),
    }
}

/// What to write for a type that people reach for.
fn instead_of(name: &str) -> &'static str {
    match name {
        "char" | "str" | "Cow" | "PathBuf" | "Path" | "OsString" | "Url" | "Uri" | "IpAddr"
        | "Ipv4Addr" | "Ipv6Addr" | "SocketAddr" | "EmailAddress" | "SmolStr" | "CompactString" => {
            "write `String`"
        }
        "i128" | "u128" => "write `i64` or `u64`, or `String` when it does not fit",
        "Decimal" | "BigDecimal" | "BigInt" | "BigUint" => {
            "write `String`, or whole units (cents) in an `i64`"
        }
        "Rc" | "Arc" | "Cell" | "RefCell" | "Mutex" | "RwLock" => "write the type inside by itself",
        "HashSet" | "BTreeSet" | "VecDeque" | "LinkedList" | "BinaryHeap" | "IndexSet"
        | "SmallVec" | "ArrayVec" => "write `Vec<…>`",
        "IndexMap" | "DashMap" | "BTreeMap" => "write `std::collections::BTreeMap<String, …>`",
        "Value" | "Map" | "RawValue" => "write a struct or an enum that says what is in it",
        "Duration" | "TimeDelta" => "write the milliseconds as `u64`",
        "SystemTime" | "Instant" | "NaiveDateTime" | "NaiveDate" | "NaiveTime"
        | "OffsetDateTime" | "Zoned" => {
            "write `chrono::DateTime<chrono::Utc>` or `jiff::Timestamp`"
        }
        "Uuid" => "write `uuid::Uuid`",
        "DateTime" => "write `chrono::DateTime<chrono::Utc>`",
        "Timestamp" => "write `jiff::Timestamp`",
        "HashMap" => "write `std::collections::HashMap<String, …>`",
        "Bytes" | "BytesMut" => "write `Vec<u8>`",
        "Result" => "write an enum with a variant for each outcome",
        name if name.starts_with("NonZero") => "write the integer type",
        _ => "write a struct or an enum below the models folder that says what is in it",
    }
}
