//! A struct or an enum → [`Item`]: the one function behind the location and the derives.

use std::collections::BTreeMap;

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::{Data, DeriveInput};

use super::attributes::{cfg, docs, foreign_attributes};
use super::body::BodyReader;
use super::derives::{derives, has, is_foreign_serde, serde_derived};
use super::generics::generics;
use super::options::{self, Said};
use super::vis::Vis;
use crate::attr::{self, On};
use crate::model::{At, Body, Fields, Item, Kind, SerdeContainer, Ty};
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
    pub local_bounds: Vec<(String, At)>,
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
    pub at: At,
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
    let generics = generics(input, kind, origin.door, notes);
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
            generics: generics.params,
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
        defaults: generics.defaults,
        local_bounds: generics.local_bounds,
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
        (Kind::Session | Kind::Plain, _) => None,
    }
}
