//! Item → [`TypeShape`], one side at a time.

use ecow::EcoString;

use super::fields::{record, tuple, value};
use super::numbers::numbers;
use super::ty::{Scope, ends_in};
use super::variants::enumeration;
use crate::model::{Body, Field, Fields, Item, PerSide, Side, TypeShape};
use crate::report;
use crate::resolve::plain;

/// What serde writes or reads for an item. `None` when some of it has no form; every reason is told.
pub(super) fn lower(item: &Item, scope: &mut Scope<'_>) -> Option<TypeShape> {
    if let Some(ty) = item.stated.as_ref() {
        return scope.shape(ty).map(TypeShape::Newtype);
    }
    let instead = match scope.side {
        Side::Accepted => &item.serde.from,
        Side::Both | Side::Written => &item.serde.into,
    };
    if let Some(ty) = instead {
        return scope.shape(ty).map(TypeShape::Newtype);
    }
    match &item.body {
        Body::Enum(variants) => match item.serde.repr {
            Some(int) => numbers(int, variants, item, scope),
            None => enumeration(item, variants, scope).map(TypeShape::Enum),
        },
        Body::Struct(fields) if item.serde.transparent => transparent(item, fields, scope),
        Body::Struct(Fields::Unit) => Some(TypeShape::Unit),
        Body::Struct(Fields::Named(fields)) => {
            let rule = side(&item.serde.rename_all, scope.side).as_deref();
            let mut record = record(fields, rule, &item.serde, scope)?;
            if scope.side == Side::Written {
                let name = || plain(&item.ident).into();
                let name = item.serde.rename.written.clone().unwrap_or_else(name);
                record.tag = item.serde.tag.clone().map(|tag| (tag, name));
            }
            Some(TypeShape::Record(record))
        }
        Body::Struct(Fields::Unnamed(fields)) => match fields.as_slice() {
            [only] => {
                if only.serde.skip.written || only.serde.skip.accepted {
                    return scope.wrong(
                        report::SERDE_ATTRIBUTE,
                        &only.at,
                        "serde writes the only field of a tuple struct whether it is skipped or not".to_owned(),
                        format!("take `skip` away, or write `pub struct {};`", plain(&item.ident)),
                    );
                }
                value(only, scope).map(|it| TypeShape::Newtype(it.shape))
            }
            fields => tuple(fields, &item.serde, scope).map(TypeShape::Tuple),
        },
    }
}

/// Whether the two sides of an item can differ for what stands on it, besides the types of its fields.
pub(super) fn differs(item: &Item) -> bool {
    let serde = &item.serde;
    let split = |names: &PerSide<Option<EcoString>>| names.written != names.accepted;
    let field = |field: &Field| {
        let serde = &field.serde;
        split(&serde.rename)
            || !serde.aliases.is_empty()
            || serde.default.is_some()
            || serde.skip.written != serde.skip.accepted
            || serde.skip_serializing_if.is_some()
            || serde.with.written.is_some()
            || serde.with.accepted.is_some()
            || field.stated.is_some()
            || field.rules.is_not_sent()
            || field.rules.default.is_some()
    };
    let fields = |fields: &Fields| match fields {
        Fields::Named(fields) | Fields::Unnamed(fields) => fields.iter().any(field),
        Fields::Unit => false,
    };
    serde.default.is_some()
        || serde.from.is_some()
        || serde.into.is_some()
        || serde.tag.is_some()
        || split(&serde.rename_all)
        || split(&serde.rename_all_fields)
        || match &item.body {
            Body::Struct(body) => fields(body),
            Body::Enum(variants) => variants.iter().any(|variant| {
                let serde = &variant.serde;
                split(&serde.rename)
                    || split(&serde.rename_all)
                    || !serde.aliases.is_empty()
                    || serde.skip.written != serde.skip.accepted
                    || serde.other
                    || serde.with.written.is_some()
                    || serde.with.accepted.is_some()
                    || fields(&variant.fields)
            }),
        }
}

/// One side of two.
pub(super) const fn side<T>(of: &PerSide<T>, side: Side) -> &T {
    match side {
        Side::Accepted => &of.accepted,
        Side::Both | Side::Written => &of.written,
    }
}

fn transparent(item: &Item, fields: &Fields, scope: &mut Scope<'_>) -> Option<TypeShape> {
    let fields = match fields {
        Fields::Named(fields) | Fields::Unnamed(fields) => fields.as_slice(),
        Fields::Unit => &[],
    };
    let counts = |field: &&Field| {
        !ends_in(&field.ty, "PhantomData")
            && !side(&field.serde.skip, scope.side)
            && (scope.side == Side::Written || field.serde.default.is_none())
    };
    match fields.iter().filter(counts).collect::<Vec<_>>().as_slice() {
        [only] => value(only, scope).map(|it| TypeShape::Newtype(it.shape)),
        _ => scope.wrong(
            report::SERDE_ATTRIBUTE,
            &item.at,
            "`transparent` needs exactly one field that is neither skipped nor has a default"
                .to_owned(),
            "write `#[serde(skip)]` above the others".to_owned(),
        ),
    }
}
