//! The length of an array: a literal, a const, or simple arithmetic on those.

use syn::{BinOp, Expr, Lit};

use super::{Found, plain};
use crate::scan::{ModuleId, Tree};

/// The value of a length as written in a module; `None` when only the compiler knows it.
#[must_use]
pub fn length(tree: &Tree, module: ModuleId, text: &str) -> Option<usize> {
    eval(tree, module, &syn::parse_str(text).ok()?, 0)
}

fn eval(tree: &Tree, module: ModuleId, expr: &Expr, depth: usize) -> Option<usize> {
    if depth > 32 {
        return None;
    }
    match expr {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Int(number) => number.base10_parse().ok(),
            _ => None,
        },
        Expr::Paren(inner) => eval(tree, module, &inner.expr, depth + 1),
        Expr::Group(inner) => eval(tree, module, &inner.expr, depth + 1),
        Expr::Cast(inner) => eval(tree, module, &inner.expr, depth + 1),
        Expr::Block(block) => match block.block.stmts.as_slice() {
            [syn::Stmt::Expr(inner, None)] => eval(tree, module, inner, depth + 1),
            _ => None,
        },
        Expr::Binary(binary) => {
            let left = eval(tree, module, &binary.left, depth + 1)?;
            let right = eval(tree, module, &binary.right, depth + 1)?;
            match binary.op {
                BinOp::Add(_) => left.checked_add(right),
                BinOp::Sub(_) => left.checked_sub(right),
                BinOp::Mul(_) => left.checked_mul(right),
                BinOp::Div(_) => left.checked_div(right),
                _ => None,
            }
        }
        Expr::Path(path) if path.qself.is_none() => {
            let names: Vec<String> = path
                .path
                .segments
                .iter()
                .map(|it| it.ident.to_string())
                .collect();
            let (home, text) = constant(
                tree,
                module,
                path.path.leading_colon.is_some(),
                &names,
                &mut Vec::new(),
            )?;
            eval(tree, home, &syn::parse_str(&text).ok()?, depth + 1)
        }
        _ => None,
    }
}

/// The module that declares a const, and the text of its value.
fn constant(
    tree: &Tree,
    from: ModuleId,
    global: bool,
    names: &[String],
    seen: &mut Vec<(ModuleId, String)>,
) -> Option<(ModuleId, String)> {
    let (last, leading) = names.split_last()?;
    let home = match leading {
        [] => from,
        _ => match super::path(tree, from, global, leading) {
            Found::Module(module) => module,
            _ => return None,
        },
    };
    let key = (home, plain(last).to_owned());
    if seen.contains(&key) {
        return None;
    }
    seen.push(key);
    let module = tree.module(home);
    if let Some(text) = module.facts.consts.get(plain(last)) {
        return Some((home, text.clone()));
    }
    let paths = module
        .facts
        .uses
        .iter()
        .filter_map(|line| match &line.name {
            Some(name) if name == plain(last) => Some((line.global, line.path.clone())),
            Some(_) => None,
            None => Some((
                line.global,
                [line.path.as_slice(), std::slice::from_ref(last)].concat(),
            )),
        });
    paths
        .into_iter()
        .find_map(|(global, path)| constant(tree, home, global, &path, seen))
}
