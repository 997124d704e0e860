//! A struct or an enum → [`Item`]: the one function behind the location and the derives.

use std::collections::BTreeMap;

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Attribute, Data, DeriveInput, Visibility};

use super::options::{self, Said};
use super::ty::{text, ty};
use super::vis::Vis;
use crate::attr::{self, On};
use crate::model::{Body, Field, Fields, Generic, Has, Item, Kind, SerdeContainer, Ty, Variant};
use crate::place::{self, Place};
use crate::report::{self, Notes, Problem};

/// What is known of an item before its text is read.
#[derive(Debug, Clone)]
pub struct Origin<'a> {
    /// Its file, as [`crate::model::At::file`] says it.
    pub file: &'a str,
    /// The module that holds it, from the crate's root; empty behind a derive.
    pub module: Vec<String>,
    /// The output file that takes it.
    pub output: Vec<String>,
    /// What its place makes of it.
    pub place: Place,
    /// Who asks.
    pub door: Door,
    /// The paths behind the names that `use` lines of its module bring in.
    pub uses: &'a BTreeMap<String, Vec<String>>,
}

/// The two ways in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// The file lies below the models' root: every attribute is there to be seen.
    Location,
    /// `#[derive(..)]` of this kind: rustc has taken the derives away, so nothing is said about them.
    Derive(Kind),
}

/// An item with what the rules about the whole model need besides.
#[derive(Debug, Clone)]
pub struct Parsed {
    /// The item. [`Has`] knows its derives; impls elsewhere are added later.
    pub item: Item,
    /// Who sees it.
    pub vis: Vis,
    /// Its fields that not everyone sees.
    pub fields: Vec<HiddenField>,
    /// The defaults of its generic parameters, in their order.
    pub defaults: Vec<Option<Ty>>,
    /// Its bounds and `where` clauses that only its own file can name.
    pub local_bounds: Vec<(String, crate::model::At)>,
    /// Whether it has lifetime parameters, which [`Item`] does not know.
    pub borrows: bool,
    /// A derive that writes a form of serde's traits which is not serde's own.
    pub foreign_serde: Option<String>,
}

/// A field that is not `pub`.
#[derive(Debug, Clone)]
pub struct HiddenField {
    /// Its name or position.
    pub name: String,
    /// It as it would stand after `pub`.
    pub text: String,
    /// Who sees it.
    pub vis: Vis,
    /// Its place.
    pub at: crate::model::At,
}

/// Reads an item. What is wrong with it is told; the item comes back as far as it was understood, and not at all when
/// it has no form.
#[must_use]
pub fn item(input: &DeriveInput, origin: &Origin<'_>) -> (Option<Parsed>, Vec<Problem>) {
    let mut notes = Notes::new(origin.file);
    let parsed = read(input, origin, &mut notes);
    (parsed, notes.problems)
}

fn read(input: &DeriveInput, origin: &Origin<'_>, notes: &mut Notes<'_>) -> Option<Parsed> {
    let derives = derives(&input.attrs, origin.uses);
    let entries = attr::buildamp(&input.attrs, On::Type, notes);
    let plain = entries
        .iter()
        .find(|entry| entry.key.name == "plain")
        .map(|entry| entry.span);
    let kind = match origin.door {
        Door::Derive(kind) => kind,
        Door::Location => kind_of(origin, &derives, plain, notes),
    };
    cfg(&input.attrs, notes);
    foreign_attributes(&input.attrs, notes);
    let serde = attr::serde(&input.attrs, On::Type, notes);

    let mut body = BodyReader {
        notes,
        any_serde: serde.any,
        hidden: Vec::new(),
    };
    let read_body = match &input.data {
        Data::Struct(data) => Some(Body::Struct(body.fields(&data.fields, On::Field))),
        Data::Enum(data) => Some(Body::Enum(
            data.variants
                .iter()
                .map(|each| body.variant(each))
                .collect(),
        )),
        Data::Union(_) => None,
    };
    let (any_serde, hidden) = (body.any_serde, body.hidden);
    let body = has_shape(input, read_body, notes)?;

    let said = options::said(
        &entries,
        kind,
        &input.ident.unraw().to_string(),
        &body,
        notes,
    );
    if any_serde && origin.door == Door::Location {
        serde_derived(input, &derives, notes);
    }
    let (generics, defaults, local_bounds) = generics(input, kind, origin.door, notes);
    let durable = durable(kind, said.type_name.as_ref(), input, origin);
    let foreign_serde = derives
        .iter()
        .find(|path| is_foreign_serde(path))
        .map(|path| path.join("::"));
    let Said { options, .. } = said;
    Some(Parsed {
        item: Item {
            ident: input.ident.to_string(),
            kind,
            module: origin.module.clone(),
            file: origin.output.clone(),
            durable,
            docs: docs(&input.attrs),
            generics,
            body,
            has: has(&derives, kind, origin.door),
            serde: SerdeContainer {
                rename_all: serde.rename_all,
                any: any_serde,
            },
            options,
            at: notes.at(input.ident.span()),
        },
        vis: Vis::of(&input.vis),
        fields: hidden,
        defaults,
        local_bounds,
        borrows: input.generics.lifetimes().next().is_some(),
        foreign_serde,
    })
}

fn kind_of(
    origin: &Origin<'_>,
    derives: &[Vec<String>],
    plain: Option<Span>,
    notes: &mut Notes<'_>,
) -> Kind {
    let by_derive = derives.iter().find_map(|path| place::derived(path.last()?));
    let by_place = origin
        .place
        .row
        .and_then(|row| row.kind)
        .unwrap_or(Kind::Plain);
    match (by_derive, plain) {
        (None, None) => by_place,
        (Some(kind), None) => kind,
        (None, Some(_)) => Kind::Plain,
        (Some(_), Some(span)) => {
            notes.add(
                report::BUILDAMP_ATTRIBUTE,
                span,
                "`plain` stands beside a derive that says otherwise",
                "keep one: `#[buildamp(plain)]`, or the derive",
            );
            Kind::Plain
        }
    }
}

fn has_shape(input: &DeriveInput, body: Option<Body>, notes: &mut Notes<'_>) -> Option<Body> {
    let name = &input.ident;
    let (what, help) = match &body {
        None => (
            format!("`{name}` is a union, which has no form on the wire"),
            format!("write `pub enum {name} {{ … }}`"),
        ),
        Some(Body::Enum(variants)) if variants.is_empty() => (
            format!("`{name}` has no variants, so no value to write"),
            format!("give it a variant, or write `pub struct {name};`"),
        ),
        Some(Body::Struct(Fields::Unnamed(fields))) if fields.is_empty() => (
            format!("`{name}()` has no fields"),
            format!("write `pub struct {name};`"),
        ),
        Some(_) => return body,
    };
    notes.add(report::NO_SHAPE, name.span(), what, help);
    None
}

fn durable(
    kind: Kind,
    pinned: Option<&String>,
    input: &DeriveInput,
    origin: &Origin<'_>,
) -> Option<String> {
    match (kind, pinned) {
        (Kind::Event | Kind::Sse, Some(name)) => Some(name.clone()),
        (Kind::Event | Kind::Sse, None) => {
            Some(origin.place.durable(&input.ident.unraw().to_string()))
        }
        (Kind::Plain, _) => None,
    }
}

struct BodyReader<'n, 'f> {
    notes: &'n mut Notes<'f>,
    any_serde: bool,
    hidden: Vec<HiddenField>,
}

impl BodyReader<'_, '_> {
    fn variant(&mut self, variant: &syn::Variant) -> Variant {
        cfg(&variant.attrs, self.notes);
        attr::buildamp(&variant.attrs, On::Variant, self.notes);
        let serde = attr::serde(&variant.attrs, On::Variant, self.notes);
        self.any_serde |= serde.any;
        if matches!(&variant.fields, syn::Fields::Unnamed(fields) if fields.unnamed.is_empty()) {
            self.notes.add(
                report::NO_SHAPE,
                variant.ident.span(),
                format!("`{}()` has no fields", variant.ident),
                format!("write `{}`", variant.ident),
            );
        }
        Variant {
            ident: variant.ident.to_string(),
            fields: self.fields(&variant.fields, On::Variant),
            rename: serde.rename,
            rename_all: serde.rename_all,
            docs: docs(&variant.attrs),
            at: self.notes.at(variant.ident.span()),
        }
    }

    /// `of` is what holds the fields: those of a variant are as visible as their enum.
    fn fields(&mut self, fields: &syn::Fields, of: On) -> Fields {
        match fields {
            syn::Fields::Unit => Fields::Unit,
            syn::Fields::Named(named) => Fields::Named(self.each(&named.named, of)),
            syn::Fields::Unnamed(unnamed) => Fields::Unnamed(self.each(&unnamed.unnamed, of)),
        }
    }

    fn each<'a>(&mut self, fields: impl IntoIterator<Item = &'a syn::Field>, of: On) -> Vec<Field> {
        let fields = fields.into_iter().enumerate();
        fields
            .map(|(position, field)| self.field(position, field, of))
            .collect()
    }

    fn field(&mut self, position: usize, field: &syn::Field, of: On) -> Field {
        cfg(&field.attrs, self.notes);
        foreign_attributes(&field.attrs, self.notes);
        attr::buildamp(&field.attrs, On::Field, self.notes);
        let serde = attr::serde(&field.attrs, On::Field, self.notes);
        self.any_serde |= serde.any;
        let (ident, span) = match &field.ident {
            Some(ident) => (ident.to_string(), ident.span()),
            None => (position.to_string(), field.ty.span()),
        };
        if of == On::Field && !matches!(field.vis, Visibility::Public(_)) {
            self.hidden.push(HiddenField {
                name: ident.clone(),
                text: match &field.ident {
                    Some(ident) => format!("pub {ident}: {}", text(&field.ty)),
                    None => format!("pub {}", text(&field.ty)),
                },
                vis: Vis::of(&field.vis),
                at: self.notes.at(span),
            });
        }
        Field {
            ident,
            ty: ty(&field.ty, self.notes.file),
            rename: serde.rename,
            docs: docs(&field.attrs),
            at: self.notes.at(span),
        }
    }
}

type Generics = (
    Vec<Generic>,
    Vec<Option<Ty>>,
    Vec<(String, crate::model::At)>,
);

fn generics(input: &DeriveInput, kind: Kind, door: Door, notes: &mut Notes<'_>) -> Generics {
    let name = input.ident.unraw();
    let first = input
        .generics
        .params
        .iter()
        .find(|param| !matches!(param, syn::GenericParam::Lifetime(_)));
    if let Some(first) = first
        && kind != Kind::Plain
    {
        notes.add(
            report::GENERICS,
            first.span(),
            format!("`{name}` is generic, and its durable name stands for one shape"),
            "write the types out, one struct each, or `#[buildamp(plain)]`",
        );
    }
    let mut read = Generics::default();
    for param in &input.generics.params {
        match param {
            // The location's door tells of each field that borrows; a derive sees no other file, so it tells of this.
            syn::GenericParam::Lifetime(_) if door == Door::Location => {}
            syn::GenericParam::Lifetime(lifetime) => notes.add(
                report::GENERICS,
                lifetime.span(),
                format!(
                    "`{name}` borrows: `{}` does not cross the wire",
                    lifetime.lifetime
                ),
                "own the data: `String` for `&str`, `Vec<T>` for `&[T]`",
            ),
            syn::GenericParam::Type(param) => {
                let bounds = bounds(&param.bounds, notes, &mut read.2);
                read.0.push(Generic {
                    name: param.ident.to_string(),
                    constant: None,
                    bounds,
                });
                read.1.push(
                    param
                        .default
                        .as_ref()
                        .map(|(_, default)| ty(default, notes.file)),
                );
            }
            syn::GenericParam::Const(param) => {
                read.0.push(Generic {
                    name: param.ident.to_string(),
                    constant: Some(text(&param.ty)),
                    bounds: Vec::new(),
                });
                read.1.push(None);
            }
        }
    }
    for predicate in input
        .generics
        .where_clause
        .iter()
        .flat_map(|clause| &clause.predicates)
    {
        let param = match predicate {
            syn::WherePredicate::Type(it) => match ty(&it.bounded_ty, notes.file) {
                Ty::Path { segments, .. } => segments.first().cloned().map(|name| (name, it)),
                _ => None,
            },
            _ => None,
        };
        let found = param.and_then(|(name, it)| {
            let at = read.0.iter().position(|generic| generic.name == name)?;
            Some((at, it))
        });
        match found {
            Some((position, it)) => {
                let more = bounds(&it.bounds, notes, &mut read.2);
                read.0[position].bounds.extend(more);
            }
            None => read.2.push((text(predicate), notes.at(predicate.span()))),
        }
    }
    read
}

fn bounds<'a>(
    written: impl IntoIterator<Item = &'a syn::TypeParamBound>,
    notes: &Notes<'_>,
    local: &mut Vec<(String, crate::model::At)>,
) -> Vec<String> {
    let mut bounds = Vec::new();
    for bound in written {
        let text = text(bound);
        if !is_known_everywhere(bound) {
            local.push((text.clone(), notes.at(bound.span())));
        }
        bounds.push(text);
    }
    bounds
}

/// Whether a bound means the same in any module: from the prelude, or by its full path.
fn is_known_everywhere(bound: &syn::TypeParamBound) -> bool {
    const PRELUDE: [&str; 22] = [
        "Send",
        "Sync",
        "Sized",
        "Copy",
        "Unpin",
        "Drop",
        "Fn",
        "FnMut",
        "FnOnce",
        "Clone",
        "PartialEq",
        "PartialOrd",
        "Eq",
        "Ord",
        "AsRef",
        "AsMut",
        "Into",
        "From",
        "Default",
        "Iterator",
        "ToString",
        "IntoIterator",
    ];
    let syn::TypeParamBound::Trait(bound) = bound else {
        return true;
    };
    let path = &bound.path;
    let Some(first) = path
        .segments
        .first()
        .map(|segment| segment.ident.to_string())
    else {
        return false;
    };
    path.leading_colon.is_some()
        || (path.segments.len() > 1 && ["std", "core", "alloc", "crate"].contains(&first.as_str()))
        || (path.segments.len() == 1 && PRELUDE.contains(&first.as_str()))
}

/// The derives on an item as paths, each name followed through the module's `use` lines.
fn derives(attributes: &[Attribute], uses: &BTreeMap<String, Vec<String>>) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    for attribute in attributes.iter().filter(|it| it.path().is_ident("derive")) {
        // What does not parse is rustc's to report: the file compiles no further there either.
        let _ = attribute.parse_nested_meta(|meta| {
            let path: Vec<String> = meta
                .path
                .segments
                .iter()
                .map(|it| it.ident.to_string())
                .collect();
            paths.push(
                match (
                    path.as_slice(),
                    path.first().and_then(|name| uses.get(name)),
                ) {
                    ([_], Some(full)) => full.clone(),
                    ([_, rest @ ..], Some(full)) => [full, rest].concat(),
                    _ => path,
                },
            );
            Ok(())
        });
    }
    paths
}

fn has(derives: &[Vec<String>], kind: Kind, door: Door) -> Has {
    let named = |name: &str| {
        derives
            .iter()
            .any(|path| path.last().is_some_and(|last| last == name))
    };
    Has {
        debug: named("Debug"),
        clone: named("Clone"),
        serialize: derives.iter().any(|path| is_serde(path, "Serialize")),
        deserialize: derives.iter().any(|path| is_serde(path, "Deserialize")),
        kind: door == Door::Location
            && derives
                .iter()
                .any(|path| path.last().and_then(|name| place::derived(name)) == Some(kind)),
    }
}

/// Whether a derive is serde's own, and not one of the same name from another crate.
fn is_serde(path: &[String], name: &str) -> bool {
    match path {
        [only] => only == name,
        [.., home, last] => last == name && (home == "serde" || home == "serde_derive"),
        [] => false,
    }
}

/// Derives that implement serde's traits in their own way.
fn is_foreign_serde(path: &[String]) -> bool {
    const KNOWN: [&str; 6] = [
        "Serialize_repr",
        "Deserialize_repr",
        "SerializeDisplay",
        "DeserializeFromStr",
        "Serialize_tuple",
        "Deserialize_tuple",
    ];
    path.last()
        .is_some_and(|name| KNOWN.contains(&name.as_str()))
}

fn serde_derived(input: &DeriveInput, derives: &[Vec<String>], notes: &mut Notes<'_>) {
    let derived = |name: &str| derives.iter().any(|path| is_serde(path, name));
    let line = match (derived("Serialize"), derived("Deserialize")) {
        (true, true) => return,
        (true, false) => "#[derive(serde::Deserialize)]",
        (false, true) => "#[derive(serde::Serialize)]",
        (false, false) => "#[derive(serde::Serialize, serde::Deserialize)]",
    };
    notes.add(
        report::SERDE_WITHOUT_DERIVE,
        input.ident.span(),
        format!(
            "`{}` carries `#[serde(..)]` without serde's derives",
            input.ident
        ),
        format!("write `{line}` above it"),
    );
}

/// Says that a `cfg` cannot stand on a type, a field or a variant.
pub fn cfg(attributes: &[Attribute], notes: &mut Notes<'_>) {
    for attribute in attributes {
        if attribute.path().is_ident("cfg") || attribute.path().is_ident("cfg_attr") {
            notes.add(
                report::CFG,
                attribute.span(),
                format!(
                    "`{}` in a model: generated code is the same for every feature and target",
                    text(attribute)
                ),
                "remove the attribute, or move what depends on it out of the models folder",
            );
        }
    }
}

/// Attribute macros that are known to change what serde writes.
fn foreign_attributes(attributes: &[Attribute], notes: &mut Notes<'_>) {
    const KNOWN: [&str; 3] = ["serde_as", "skip_serializing_none", "serde_with"];
    for attribute in attributes {
        if let Some(last) = attribute.path().segments.last()
            && KNOWN.contains(&last.ident.to_string().as_str())
        {
            notes.add(
                report::SERDE_ATTRIBUTE,
                attribute.span(),
                format!(
                    "`{}` changes what serde writes and cannot be honoured",
                    text(attribute)
                ),
                "remove it and write the type that stands on the wire",
            );
        }
    }
}

/// The doc comment, one entry a line, without the space after `///`.
#[must_use]
pub fn docs(attributes: &[Attribute]) -> Vec<String> {
    let mut lines = Vec::new();
    for attribute in attributes.iter().filter(|it| it.path().is_ident("doc")) {
        let syn::Meta::NameValue(meta) = &attribute.meta else {
            continue;
        };
        let syn::Expr::Lit(syn::ExprLit {
            lit: syn::Lit::Str(text),
            ..
        }) = &meta.value
        else {
            continue;
        };
        let text = text.value();
        if text.contains('\n') {
            lines.extend(block(&text));
        } else {
            lines.push(
                text.strip_prefix(' ')
                    .unwrap_or(&text)
                    .trim_end()
                    .to_owned(),
            );
        }
    }
    lines
}

/// The lines of a `/** … */` comment without their stars.
fn block(text: &str) -> Vec<String> {
    let line = |line: &str| {
        let trimmed = line.trim();
        let bare = trimmed.strip_prefix('*').unwrap_or(trimmed);
        bare.strip_prefix(' ').unwrap_or(bare).to_owned()
    };
    let lines: Vec<String> = text.lines().map(line).collect();
    let first = lines
        .iter()
        .position(|line| !line.is_empty())
        .unwrap_or(lines.len());
    let last = lines
        .iter()
        .rposition(|line| !line.is_empty())
        .map_or(first, |last| last + 1);
    lines[first..last].to_vec()
}
