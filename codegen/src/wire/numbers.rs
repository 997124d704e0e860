//! `serde_repr`: an enum whose variants are numbers, counted as rustc does.

use syn::{BinOp, Expr, Lit, UnOp};

use super::ty::Scope;
use crate::model::{Fields, Int, Item, Side, TypeShape, Variant, WireNumber};
use crate::report;
use crate::resolve::{self, plain};

/// What an enum of numbers writes or reads.
pub(super) fn numbers(
    int: Int,
    variants: &[Variant],
    item: &Item,
    scope: &mut Scope<'_>,
) -> Option<TypeShape> {
    let mut next = Some(0);
    let mut numbers = Vec::with_capacity(variants.len());
    let mut complete = true;
    for variant in variants {
        if variant.fields != Fields::Unit {
            scope.wrong::<()>(
                report::SERDE_ATTRIBUTE,
                &variant.at,
                format!(
                    "a variant of `{}` that carries something is no number",
                    plain(&item.ident)
                ),
                "take its fields away, or derive serde's own traits".to_owned(),
            );
            complete = false;
            continue;
        }
        let value = match &variant.discriminant {
            Some(text) => syn::parse_str(text)
                .ok()
                .and_then(|expr| eval(&expr, scope, 0)),
            None => next,
        };
        let Some(value) = value else {
            scope.wrong::<()>(
                report::SERDE_ATTRIBUTE,
                &variant.at,
                format!(
                    "the number of `{}` is known to the compiler alone",
                    plain(&variant.ident)
                ),
                "write it as a number: `= 3`".to_owned(),
            );
            complete = false;
            continue;
        };
        next = value.checked_add(1);
        numbers.push(WireNumber {
            value,
            name: plain(&variant.ident).into(),
            other: variant.serde.other && scope.side == Side::Accepted,
            docs: variant.docs.clone(),
            deprecated: variant.deprecated.clone(),
        });
    }
    complete.then_some(TypeShape::Numbers(int, numbers))
}

fn eval(expr: &Expr, scope: &Scope<'_>, depth: usize) -> Option<i128> {
    if depth > 32 {
        return None;
    }
    let below = |expr: &Expr| eval(expr, scope, depth + 1);
    match expr {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Int(number) => number.base10_parse().ok(),
            Lit::Byte(byte) => Some(i128::from(byte.value())),
            _ => None,
        },
        Expr::Paren(inner) => below(&inner.expr),
        Expr::Group(inner) => below(&inner.expr),
        Expr::Cast(inner) => match &*inner.expr {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Char(letter) => Some(i128::from(u32::from(letter.value()))),
                _ => below(&inner.expr),
            },
            inner => below(inner),
        },
        Expr::Unary(unary) => match unary.op {
            UnOp::Neg(_) => below(&unary.expr)?.checked_neg(),
            _ => None,
        },
        Expr::Binary(binary) => {
            let (left, right) = (below(&binary.left)?, below(&binary.right)?);
            let bits = || u32::try_from(right).ok();
            match binary.op {
                BinOp::Add(_) => left.checked_add(right),
                BinOp::Sub(_) => left.checked_sub(right),
                BinOp::Mul(_) => left.checked_mul(right),
                BinOp::Div(_) => left.checked_div(right),
                BinOp::Rem(_) => left.checked_rem(right),
                BinOp::Shl(_) => left.checked_shl(bits()?),
                BinOp::Shr(_) => left.checked_shr(bits()?),
                BinOp::BitOr(_) => Some(left | right),
                BinOp::BitAnd(_) => Some(left & right),
                BinOp::BitXor(_) => Some(left ^ right),
                _ => None,
            }
        }
        Expr::Path(path) => {
            let text = quote::quote!(#path).to_string();
            let value = resolve::length(scope.context.tree, scope.module, &text)?;
            i128::try_from(value).ok()
        }
        _ => None,
    }
}
