//! `use` lines, one entry a name.

use super::facts::Use;
use super::vis::Vis;

/// Flattens `use a::{b, c as d, e::*};`.
pub(super) fn use_line(line: &syn::ItemUse, uses: &mut Vec<Use>) {
    let empty = Use {
        global: line.leading_colon.is_some(),
        path: Vec::new(),
        name: None,
        vis: Vis::of(&line.vis),
        extern_crate: false,
    };
    tree(&line.tree, &empty, uses);
}

fn tree(written: &syn::UseTree, above: &Use, uses: &mut Vec<Use>) {
    match written {
        syn::UseTree::Path(it) => tree(&it.tree, &below(above, &it.ident), uses),
        syn::UseTree::Name(it) => uses.push(named(&it.ident, &it.ident, above)),
        syn::UseTree::Rename(it) => uses.push(named(&it.ident, &it.rename, above)),
        syn::UseTree::Glob(_) => uses.push(above.clone()),
        syn::UseTree::Group(group) => group.items.iter().for_each(|each| tree(each, above, uses)),
    }
}

fn below(above: &Use, ident: &syn::Ident) -> Use {
    let mut below = above.clone();
    below.path.push(ident.to_string());
    below
}

/// `use a::{self}` brings in `a`.
fn named(ident: &syn::Ident, name: &syn::Ident, above: &Use) -> Use {
    let line = if ident == "self" && !above.path.is_empty() {
        above.clone()
    } else {
        below(above, ident)
    };
    let name = match line.path.last() {
        Some(last) if name == "self" => last.trim_start_matches("r#").to_owned(),
        _ => unraw(name),
    };
    Use {
        name: Some(name),
        ..line
    }
}

/// A name without `r#`.
#[must_use]
pub fn unraw(name: &syn::Ident) -> String {
    let written = name.to_string();
    match written.strip_prefix("r#") {
        Some(bare) => bare.to_owned(),
        None => written,
    }
}

/// `extern crate a as b;` brings in `b`, and `extern crate self as b;` the crate itself. Without `as` it brings in what
/// is there anyway.
pub(super) fn extern_crate(line: &syn::ItemExternCrate, uses: &mut Vec<Use>) {
    let Some((_, name)) = &line.rename else {
        return;
    };
    let is_self = line.ident == "self";
    uses.push(Use {
        global: !is_self,
        path: vec![if is_self {
            "crate".to_owned()
        } else {
            line.ident.to_string()
        }],
        name: Some(unraw(name)),
        vis: Vis::of(&line.vis),
        extern_crate: true,
    });
}
