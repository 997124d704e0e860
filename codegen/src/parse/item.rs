//! A struct or an enum → [`Item`]: the one function behind the location and the derives.

use std::borrow::Cow;

use ecow::eco_format;
use proc_macro2::Span;
use serde::{Deserialize, Serialize};
use syn::{Data, DeriveInput};

use super::attributes::{deprecated, foreign_attributes};
use super::body::BodyReader;
use super::cfg::Builds;
use super::conditional::Conditions;
use super::derives::{Derive, Uses, derives, foreign_serde, has, repr, serde_derived};
use super::docs::docs;
use super::generics::generics;
use super::lifted::{Lifted, Named};
use super::options::{self, Said};
use super::settled::settled;
use super::unsettled::unsettled;
use super::uses::unraw;
use super::vis::Vis;
use crate::attr::{self, Entry, On};
use crate::model::{At, Body, FileName, Has, Item, Kind, Texts, Ty};
use crate::place::{self, Place};
use crate::report::{self, Noted, Notes, Problem};

/// What is known of an item before its text is read.
#[derive(Debug, Clone)]
pub struct Origin<'a> {
    /// Its file, as [`crate::model::At::file`] says it.
    pub file: &'a FileName,
    /// The module that holds it, from the crate's root; empty behind a derive.
    pub module: Texts,
    /// The output file that takes it.
    pub output: Texts,
    /// What its place makes of it.
    pub place: Place,
    /// Who asks.
    pub door: Door,
    /// The paths behind the names that `use` lines of its module bring in.
    pub uses: &'a Uses,
    /// The builds that it is read for.
    pub builds: &'a Builds,
    /// What was taken out of its file.
    pub lifted: &'a Lifted<'a>,
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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
    /// A derive that writes a form of serde's traits which is not serde's own.
    pub foreign_serde: Option<String>,
}

/// A field that is not `pub`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
pub fn item(input: &DeriveInput, origin: &Origin<'_>) -> (Option<Parsed>, Vec<Noted>) {
    let mut notes = Notes::new(origin.file);
    let parsed = read(input, origin, &mut notes);
    (parsed, notes.noted)
}

fn read(input: &DeriveInput, origin: &Origin<'_>, notes: &mut Notes<'_>) -> Option<Parsed> {
    let entries = attr::buildamp(&input.attrs, On::Type, notes);
    let ident = eco_format!("{}", input.ident);
    let at = report::word(notes.file, input.ident.span(), &ident);
    let named = Named {
        attributes: &input.attrs,
        vis: &input.vis,
        begin: keyword(input),
        at: &at,
    };
    let lifted = origin.lifted.derives(&named);
    let docs = docs(&input.attrs, origin.lifted.comments(&named));
    let written = derives(&input.attrs, lifted, origin.uses);
    let kind = match origin.door {
        Door::Derive(kind) => kind,
        Door::Location => kind_of(origin, (input, &entries), &written, notes),
    };
    let conditions = Conditions::of((&input.attrs, lifted), &written, kind, origin.builds);
    let settled = settled(input, &conditions, notes);
    let input = &*settled;
    let attributes = conditions.effective(&input.attrs, notes);
    let derives = match (&settled, &attributes) {
        (Cow::Borrowed(_), Cow::Borrowed(_)) => written,
        _ => derives(&attributes, lifted, origin.uses),
    };
    foreign_attributes(&attributes, notes);
    let mut serde = attr::container(&attributes, notes);

    let mut body = BodyReader {
        notes,
        conditions: &conditions,
        skips_none: attr::skips_none(&attributes),
        kind,
        any_serde: serde.any,
        lifted: origin.lifted,
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
    serde.any = body.any_serde || body.skips_none;
    let hidden = body.hidden;
    // What never meets serde may be anything, where nothing is added to it.
    let mut untold = Notes::new(notes.file);
    let told = if conditions.is_sent() {
        &mut *notes
    } else {
        &mut untold
    };
    let body = has_shape(input, read_body, told)?;
    if unsettled(input, notes) {
        return None;
    }

    let of = (kind, &origin.place);
    let said = options::said(&entries, of, &input.ident, (&body, &serde), notes);
    let stated = attr::shape(&entries, notes);
    let has = has(&derives, kind, origin.door);
    unshown(&body, has, (origin.door, input.ident.span()), notes);
    if origin.door == Door::Location {
        serde.repr = repr(input, &attributes, &derives, notes);
        if serde.any && stated.is_none() {
            serde_derived(input, kind, has, notes);
        }
    }
    let generics = generics(input, kind, notes);
    let durable = durable(kind, said.type_name.as_ref(), input, origin);
    let Said { options, .. } = said;
    Some(Parsed {
        item: Item {
            ident,
            kind,
            module: origin.module.clone(),
            foreign: None,
            file: origin.output.clone(),
            durable,
            docs,
            deprecated: deprecated(&input.attrs),
            lifetimes: generics.lifetimes,
            generics: generics.params,
            body,
            has,
            serde: serde.into(),
            stated: stated.map(Box::new),
            options,
            at,
        },
        vis: Vis::of(&input.vis),
        fields: hidden,
        defaults: generics.defaults,
        local_bounds: generics.local_bounds,
        foreign_serde: foreign_serde(&derives),
    })
}

/// What would show a secret, or not know of it: an impl that is not BuildAmp's.
fn unshown(body: &Body, has: Has, (door, span): (Door, Span), notes: &mut Notes<'_>) {
    for field in body.fields().filter(|field| field.secret) {
        let name = field.ident.trim_start_matches("r#");
        let (what, help) = match (door, has.debug) {
            (Door::Derive(_), _) => (
                format!(
                    "`{name}` is secret, and what a derive of this type shows cannot be seen here"
                ),
                "move the type below src/models without its derives: BuildAmp writes a `Debug` there that leaves it out",
            ),
            (Door::Location, true) => (
                format!("`{name}` is secret, and the derived `Debug` shows it"),
                "take `Debug` out of the derive: BuildAmp writes one that shows `[secret]` in its place",
            ),
            (Door::Location, false) => continue,
        };
        let problem = Problem::new(report::BUILDAMP_ATTRIBUTE, field.at.clone(), what, help);
        notes.noted.push((problem, span));
    }
}

fn kind_of(
    origin: &Origin<'_>,
    (input, entries): (&DeriveInput, &[Entry]),
    derives: &[Derive<'_>],
    notes: &mut Notes<'_>,
) -> Kind {
    let plain = entries.iter().find(|entry| entry.key.name == "plain");
    let plain = plain.map(|entry| entry.span);
    let by_derive = derives.iter().find_map(|path| place::derived(path.name()));
    let by_place = origin
        .place
        .row
        .and_then(|row| row.kind)
        .unwrap_or(Kind::Plain);
    match (by_derive, plain) {
        (None, None) if by_place == Kind::Api => request(input, entries, notes),
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

/// What a type in `api/` is: a request says its path, and the others are what requests and answers are made of.
fn request(input: &DeriveInput, entries: &[Entry], notes: &mut Notes<'_>) -> Kind {
    if entries
        .iter()
        .any(|entry| ["path", "query"].contains(&entry.key.name))
    {
        return Kind::Api;
    }
    let name = unraw(&input.ident);
    if let Some(path) = name.strip_suffix("Req").filter(|path| !path.is_empty()) {
        notes.add(
            report::ENDPOINT,
            input.ident.span(),
            format!("`{name}` is called as a request is, and says no path"),
            format!(
                "write `#[buildamp(path = \"{path}\")]` above it, or `#[buildamp(plain)]` where it is none"
            ),
        );
    }
    Kind::Plain
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
        Some(_) => return body,
    };
    notes.add(report::NO_SHAPE, name.span(), what, help);
    None
}

/// The word before the name.
fn keyword(input: &DeriveInput) -> Span {
    match &input.data {
        Data::Struct(data) => data.struct_token.span,
        Data::Enum(data) => data.enum_token.span,
        Data::Union(data) => data.union_token.span,
    }
}

fn durable(
    kind: Kind,
    pinned: Option<&String>,
    input: &DeriveInput,
    origin: &Origin<'_>,
) -> Option<String> {
    match (kind, pinned) {
        (Kind::Event | Kind::Sse | Kind::Webhook | Kind::Service, Some(name)) => Some(name.clone()),
        (Kind::Event | Kind::Sse | Kind::Webhook | Kind::Service, None) => {
            Some(origin.place.durable(&unraw(&input.ident)))
        }
        (Kind::Api | Kind::Session | Kind::Plain, _) => None,
    }
}
