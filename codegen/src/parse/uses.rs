//! `use` lines, one entry a name.

use syn::ext::IdentExt;

use super::facts::Use;

/// Flattens `use a::{b, c as d, e::*};`.
pub(super) fn use_tree(
    tree: &syn::UseTree,
    global: bool,
    path: &mut Vec<String>,
    uses: &mut Vec<Use>,
) {
    match tree {
        syn::UseTree::Path(it) => {
            path.push(it.ident.to_string());
            use_tree(&it.tree, global, path, uses);
            path.pop();
        }
        syn::UseTree::Name(it) => add_use(&it.ident, &it.ident, global, path, uses),
        syn::UseTree::Rename(it) => add_use(&it.ident, &it.rename, global, path, uses),
        syn::UseTree::Glob(_) => uses.push(Use {
            global,
            path: path.clone(),
            name: None,
        }),
        syn::UseTree::Group(group) => {
            for each in &group.items {
                use_tree(each, global, path, uses);
            }
        }
    }
}

/// `use a::{self}` brings in `a`.
fn add_use(
    ident: &syn::Ident,
    name: &syn::Ident,
    global: bool,
    path: &[String],
    uses: &mut Vec<Use>,
) {
    let mut path = path.to_vec();
    let mut name = name.unraw().to_string();
    if ident != "self" || path.is_empty() {
        path.push(ident.to_string());
    } else if name == "self" {
        name = path.last().cloned().unwrap_or_default();
    }
    uses.push(Use {
        global,
        path,
        name: Some(name),
    });
}
