//! The compiler's door: what the derives and `#[buildamp(..)]` do, and what the location's door leaves to them.
//!
//! Both doors read an item with [`crate::parse::item`] and write it with [`crate::emit::rust::kind`]. What is wrong
//! with an item is said once: by the macro that stands on it, at the user's own tokens, or by the location.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Attribute, DeriveInput, spanned::Spanned};

use crate::{
    Analysis,
    attr::{self, On},
    build::settings,
    emit::rust::{self, Bodies, kind, name, told_by_macro},
    model::{At, FileName, Has, Item, Kind, Model, Texts},
    parse::{self, Builds, Door, Lifted, Origin, Parsed},
    place::{self, Place},
    report::{self, Code, Noted, Notes, Problem},
};

/// Where a derive stands.
#[derive(Debug, Clone, Default)]
pub struct Stand {
    /// Its file, as [`crate::model::At::file`] says it.
    pub file: FileName,
    /// What the file's place makes of its types, when it lies below the models' root.
    pub place: Place,
}

/// `#[derive(BuildAmpEvent)]` and `#[derive(BuildAmpSSE)]`: the impl of that one kind. On a mistake, one
/// `compile_error!` each at the user's tokens, and a stub, so that nothing else is wrong.
#[must_use]
pub fn derive(input: TokenStream, of: Kind, stand: &Stand) -> TokenStream {
    let Ok(input) = syn::parse2::<DeriveInput>(input) else {
        // rustc has parsed it before and tells what is wrong.
        return TokenStream::new();
    };
    let (parsed, problems) = read(&input, of, stand);
    let bodies = if errors(&problems).next().is_some() {
        Bodies::Stub
    } else {
        Bodies::Real
    };
    // serde's derives, which stand beside this one, tell of what they do not take.
    let errors = errors(&problems)
        .filter(|(problem, _)| problem.code != report::SERDE_REFUSED)
        .map(told_by_macro);
    // An impl for an event with parameters that were refused would itself be wrong.
    let plain = input.generics.params.is_empty();
    let item = parsed.filter(|_| plain).map(|Parsed { item, .. }| {
        let path = name(&item.ident).to_token_stream();
        let beside = rust::beside_of(&input.ident, &input.attrs);
        let kind = kind(&item, &path, &[], bodies, stand.place.interface);
        quote! { #kind #beside }
    });
    quote! { #(#errors)* #item }
}

fn read(input: &DeriveInput, of: Kind, stand: &Stand) -> (Option<Parsed>, Vec<Noted>) {
    let origin = Origin {
        file: &stand.file,
        module: Texts::default(),
        output: Texts::default(),
        place: stand.place.clone(),
        door: Door::Derive(of),
        uses: &BTreeMap::new(),
        builds: &Builds::All,
        lifted: &Lifted::default(),
    };
    parse::item(input, &origin)
}

/// `#[buildamp(..)]`: checks the keys, takes itself and its siblings on fields away, and writes no impl of a trait. The
/// functions that it names are in scope here and nowhere else, so what calls them stands here.
///
/// Above a derive of ours it only steps behind it, where it is the derive's own attribute: the derive reads and checks
/// it there.
#[must_use]
pub fn attribute(arguments: TokenStream, on: TokenStream) -> TokenStream {
    let Ok(mut item) = syn::parse2::<syn::Item>(on.clone()) else {
        return on;
    };
    if attributes(&mut item).is_some_and(|(attributes, _)| step_behind(attributes, &arguments)) {
        return item.to_token_stream();
    }
    let nowhere = FileName::default();
    let mut notes = Notes::new(&nowhere);
    let beside = ident(&item).map(|of| rust::beside(of, &arguments));
    match attributes(&mut item) {
        Some((_, on)) => attr::buildamp_args(arguments, on, &mut notes, &mut Vec::new()),
        None => notes.add(
            report::BUILDAMP_ATTRIBUTE,
            proc_macro2::Span::call_site(),
            "`#[buildamp(..)]` stands on a struct, an enum or a handler",
            "remove it here",
        ),
    }
    inside(&mut item, &mut |attributes, on| {
        attr::buildamp(attributes, on, &mut notes);
        attributes.retain(|attribute| !attr::is_buildamp(attribute));
    });
    let errors = errors(&notes.noted).map(told_by_macro);
    quote! { #(#errors)* #item #beside }
}

/// The name of a type.
fn ident(item: &syn::Item) -> Option<&syn::Ident> {
    match item {
        syn::Item::Struct(it) => Some(&it.ident),
        syn::Item::Enum(it) => Some(&it.ident),
        _ => None,
    }
}

/// What stops the build; of the rest the command line tells.
fn errors(noted: &[Noted]) -> impl Iterator<Item = &Noted> {
    noted.iter().filter(|(problem, _)| problem.is_error())
}

/// The attributes of what `#[buildamp(..)]` can stand on.
fn attributes(item: &mut syn::Item) -> Option<(&mut Vec<Attribute>, On)> {
    match item {
        syn::Item::Struct(it) => Some((&mut it.attrs, On::Type)),
        syn::Item::Enum(it) => Some((&mut it.attrs, On::Type)),
        syn::Item::Union(it) => Some((&mut it.attrs, On::Type)),
        syn::Item::Fn(it) => Some((&mut it.attrs, On::Handler)),
        _ => None,
    }
}

/// Puts `#[buildamp(..)]` behind the attributes when a derive of ours is among them, and says whether it is.
fn step_behind(attributes: &mut Vec<Attribute>, arguments: &TokenStream) -> bool {
    let derived = derived(attributes).is_some();
    if derived {
        attributes.push(syn::parse_quote! { #[buildamp(#arguments)] });
    }
    derived
}

/// The kind that a derive of ours among the attributes stands for.
fn derived(attributes: &[Attribute]) -> Option<Kind> {
    let mut kind = None;
    for attribute in attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("derive"))
    {
        // What does not parse is no derive of ours, and rustc tells of it.
        let _ = attribute.parse_nested_meta(|meta| {
            let last = meta
                .path
                .segments
                .last()
                .map(|segment| segment.ident.to_string());
            kind = kind.or(last.and_then(|last| place::derived(&last)));
            Ok(())
        });
    }
    kind
}

/// Visits the attributes of variants and fields.
fn inside(item: &mut syn::Item, visit: &mut impl FnMut(&mut Vec<Attribute>, On)) {
    match item {
        syn::Item::Struct(it) => {
            it.fields
                .iter_mut()
                .for_each(|field| visit(&mut field.attrs, On::Field));
        }
        syn::Item::Union(it) => {
            it.fields
                .named
                .iter_mut()
                .for_each(|field| visit(&mut field.attrs, On::Field));
        }
        syn::Item::Enum(it) => {
            for variant in &mut it.variants {
                visit(&mut variant.attrs, On::Variant);
                variant
                    .fields
                    .iter_mut()
                    .for_each(|field| visit(&mut field.attrs, On::Field));
            }
        }
        _ => {}
    }
}

/// The location's door: what `build()` writes, as rustfmt would print it.
///
/// With any error every body is a stub: the crate cannot compile, and a body might only say the same again in other
/// words. Of what rustc or a macro of ours tells by itself, nothing is said.
#[must_use]
pub fn location(analysis: &Analysis) -> String {
    if !report::any_error(&analysis.problems) {
        return rust::print(&rust::file(&analysis.model, &[], Bodies::Real));
    }
    let source = |file: &str| {
        analysis
            .sources
            .get(file)
            .and_then(|text| syn::parse_file(text).ok())
    };
    let mut model = analysis.model.clone();
    let refused = analysis
        .problems
        .iter()
        .filter(|problem| problem.code == report::SERDE_REFUSED)
        .filter_map(|problem| read_by_serde(&source(&problem.at.file)?.items, &problem.at));
    let refused: Vec<At> = refused.collect();
    for item in &mut model.items {
        if refused.contains(&item.at) {
            // serde's derives give up on it, and would be missed.
            (item.has.serialize, item.has.deserialize) = (false, false);
        }
        let unreached = analysis
            .problems
            .iter()
            .any(|problem| is_unreached(item, problem));
        if unreached || source(&item.at.file).is_some_and(|file| is_conditional(&file.items, item))
        {
            // It may not be there, so not even a stub can name it.
            item.has = Has {
                debug: true,
                clone: true,
                serialize: true,
                deserialize: true,
                kind: true,
            };
        }
    }
    let untold: Vec<&Problem> = analysis
        .problems
        .iter()
        .filter(|problem| problem.is_error())
        .filter(|problem| !is_told(problem, &analysis.model, source(&problem.at.file).as_ref()))
        .collect();
    rust::print(&rust::file(&model, &untold, Bodies::Stub))
}

/// Whether the item lies in or below a file that no `mod` line reaches.
fn is_unreached(item: &Item, problem: &Problem) -> bool {
    let file = &problem.at.file;
    let below = match (file.strip_suffix("mod.rs"), file.strip_suffix(".rs")) {
        (Some(folder), _) => folder.to_owned(),
        (None, stem) => format!("{}/", stem.unwrap_or(file)),
    };
    problem.code == report::UNREACHED && (item.at.file == *file || item.at.file.starts_with(&below))
}

/// Whether a `cfg` stands on the item itself.
fn is_conditional(items: &[syn::Item], wanted: &Item) -> bool {
    items.iter().any(|item| {
        let (ident, attributes) = match item {
            syn::Item::Struct(it) => (&it.ident, &it.attrs),
            syn::Item::Enum(it) => (&it.ident, &it.attrs),
            syn::Item::Mod(it) => {
                return it
                    .content
                    .as_ref()
                    .is_some_and(|(_, items)| is_conditional(items, wanted));
            }
            _ => return false,
        };
        report::at(&wanted.at.file, ident.span()) == wanted.at
            && attributes
                .iter()
                .any(|attribute| attribute.path().is_ident("cfg"))
    })
}

/// Whether rustc or a macro of ours tells of `problem` at the user's own tokens, so that the location need not.
fn is_told(problem: &Problem, model: &Model, source: Option<&syn::File>) -> bool {
    match problem.code {
        // rustc stops at the same place, and at the same `mod` line.
        report::SYNTAX | report::MISSING_FILE => true,
        // rustc knows no `#[serde(..)]` without one of serde's derives.
        report::SERDE_WITHOUT_DERIVE => model
            .items
            .iter()
            .any(|item| item.at == problem.at && !item.has.serialize && !item.has.deserialize),
        report::SERDE_REFUSED => {
            source.is_some_and(|file| read_by_serde(&file.items, &problem.at).is_some())
        }
        _ => source.is_some_and(|file| {
            let mut told = Vec::new();
            let stand = Stand {
                file: problem.at.file.clone(),
                place: Place {
                    interface: model.interface,
                    ..Place::default()
                },
            };
            macros(&file.items, &stand, &mut told);
            told.iter()
                .any(|(code, at)| *code == problem.code && *at == problem.at)
        }),
    }
}

/// The name of the type whose derives of serde's read the attribute in which `at` lies, under no condition.
fn read_by_serde(items: &[syn::Item], at: &At) -> Option<At> {
    items.iter().find_map(|written| {
        let mut item = written.clone();
        if let syn::Item::Mod(module) = &item {
            let content = module.content.as_ref();
            return content.and_then(|(_, items)| read_by_serde(items, at));
        }
        let holds = |attributes: &[Attribute]| {
            attributes.iter().any(|attribute| {
                let place = report::at(&at.file, attribute.span());
                let begins = (place.line, place.column) <= (at.line, at.column);
                let ends = (at.end_line, at.end_column) <= (place.end_line, place.end_column);
                begins && ends && !attribute.path().is_ident("cfg_attr")
            })
        };
        let mut found = false;
        inside(&mut item, &mut |attributes, _| found |= holds(attributes));
        let name = match &item {
            syn::Item::Struct(it) => report::at(&at.file, it.ident.span()),
            syn::Item::Enum(it) => report::at(&at.file, it.ident.span()),
            _ => return None,
        };
        let (attributes, _) = attributes(&mut item)?;
        let is_read = (found || holds(attributes)) && attributes.iter().any(parse::derives_serde);
        is_read.then_some(name)
    })
}

/// What the macros that stand in a file tell: the derives on their items, and `#[buildamp(..)]` on the rest.
fn macros(items: &[syn::Item], stand: &Stand, told: &mut Vec<(Code, At)>) {
    for written in items {
        let mut item = written.clone();
        if let syn::Item::Mod(module) = &item {
            let items = module.content.as_ref().map_or(&[][..], |(_, items)| items);
            macros(items, stand, told);
        }
        let Some((attributes, on)) = attributes(&mut item) else {
            continue;
        };
        let input =
            derived(attributes).zip(syn::parse2::<DeriveInput>(written.to_token_stream()).ok());
        let problems = if let Some((kind, input)) = input {
            read(&input, kind, stand).1
        } else {
            let mut notes = Notes::new(&stand.file);
            attr::buildamp(attributes, on, &mut notes);
            inside(&mut item, &mut |attributes, on| {
                attr::buildamp(attributes, on, &mut notes);
            });
            notes.noted
        };
        told.extend(
            problems
                .into_iter()
                .map(|(problem, _)| (problem.code, problem.at)),
        );
    }
}

/// What a derive can know of its `file` in the package at `root`, whose settings are in the file `named` or beside its
/// manifest.
#[must_use]
pub fn stand(root: &Path, named: Option<PathBuf>, file: Option<&Path>) -> Stand {
    let Some(file) = file else {
        return Stand::default();
    };
    let config = settings(root, named).config;
    let place = config
        .models
        .iter()
        .find_map(|models| place::of_file(file, &root.join(models), &config.places));
    let shown = file.strip_prefix(root).unwrap_or(file);
    Stand {
        file: shown.to_string_lossy().replace('\\', "/").into(),
        place: place.unwrap_or_else(|| config.places.elsewhere()),
    }
}
