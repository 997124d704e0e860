//! The variants of an enum.

use super::case;
use super::fields::{aliases, doubles, record, taken, tuple, value};
use super::item::side;
use super::ty::Scope;
use crate::model::{
    Enum, Fields, Item, SerdeContainer, Side, Tagging, Variant, VariantBody, WireVariant,
};
use crate::report;
use crate::resolve::plain;

pub(super) fn enumeration(
    item: &Item,
    variants: &[Variant],
    scope: &mut Scope<'_>,
) -> Option<Enum> {
    let serde = &item.serde;
    let tagging = match (serde.untagged, &serde.tag, &serde.content) {
        (true, _, _) => Tagging::Untagged,
        (false, Some(tag), Some(content)) => Tagging::Adjacent {
            tag: tag.clone(),
            content: content.clone(),
        },
        (false, Some(tag), None) => Tagging::Internal { tag: tag.clone() },
        (false, None, _) => Tagging::External,
    };
    let mut lowered = Vec::with_capacity(variants.len());
    let mut complete = true;
    for variant in variants {
        if *side(&variant.serde.skip, scope.side) {
            continue;
        }
        match wire_variant(item, variant, &tagging, scope) {
            Some(variant) => lowered.push(variant),
            None => complete = false,
        }
    }
    if complete && lowered.is_empty() {
        scope.wrong::<()>(
            report::NO_SHAPE,
            &item.at,
            format!(
                "every variant of `{}` is skipped, so it has no value",
                plain(&item.ident)
            ),
            "keep at least one of them".to_owned(),
        );
    }
    if tagging != Tagging::Untagged {
        let names = lowered.iter().filter(|it| !it.untagged);
        let names = names.map(|it| (it.name.as_str(), &it.tag, it.aliases.as_slice()));
        let at = |name: &str| variants.iter().find(|it| plain(&it.ident) == name);
        for (name, key, first) in doubles(names) {
            if let (Some(second), Some(first)) = (at(&name), at(&first)) {
                taken(&key, "variants", &second.at, first.at.line, scope);
            }
        }
    }
    complete.then_some(Enum {
        closed: serde.deny_unknown_fields && matches!(tagging, Tagging::Adjacent { .. }),
        tagging,
        variants: lowered,
    })
}

fn wire_variant(
    item: &Item,
    variant: &Variant,
    tagging: &Tagging,
    scope: &mut Scope<'_>,
) -> Option<WireVariant> {
    let serde = &item.serde;
    let name = plain(&variant.ident);
    let rule = side(&serde.rename_all, scope.side).as_deref();
    let tag = side(&variant.serde.rename, scope.side).clone();
    let untagged = variant.serde.untagged || *tagging == Tagging::Untagged;
    let body = match &variant.fields {
        _ if side(&variant.serde.with, scope.side).is_some() => variant_with(variant, scope)?,
        Fields::Unit => VariantBody::Unit,
        Fields::Named(fields) => {
            let rule = side(&variant.serde.rename_all, scope.side)
                .as_deref()
                .or(side(&serde.rename_all_fields, scope.side).as_deref());
            let of_fields = SerdeContainer {
                deny_unknown_fields: serde.deny_unknown_fields,
                ..SerdeContainer::default()
            };
            VariantBody::Record(record(fields, rule, &of_fields, scope)?)
        }
        Fields::Unnamed(fields) => match (fields.as_slice(), tagging) {
            ([only], Tagging::Adjacent { .. })
                if only.serde.skip.written || only.serde.skip.accepted =>
            {
                return scope.wrong(
                    report::SERDE_ATTRIBUTE,
                    &only.at,
                    "serde does not read back what it writes for the skipped field of this variant"
                        .to_owned(),
                    format!("write `{name}` without it"),
                );
            }
            ([only], _) if *side(&only.serde.skip, scope.side) => VariantBody::Unit,
            ([only], _) => VariantBody::Newtype(value(only, scope)?.shape),
            (_, Tagging::Internal { .. }) if !untagged => {
                return scope.wrong(
                    report::SERDE_ATTRIBUTE,
                    &variant.at,
                    format!("`{name}` cannot have its tag among its fields: a tuple is an array"),
                    format!("write `{name} {{ … }}` with names, or `content = \"…\"` beside `tag`"),
                );
            }
            (fields, _) => VariantBody::Tuple(tuple(fields, &SerdeContainer::default(), scope)?),
        },
    };
    Some(WireVariant {
        tag: tag.unwrap_or_else(|| case::variant(name, rule)),
        aliases: aliases(&variant.serde.aliases, scope.side),
        name: name.into(),
        body,
        untagged: variant.serde.untagged && *tagging != Tagging::Untagged,
        other: variant.serde.other && scope.side == Side::Accepted,
        docs: variant.docs.clone(),
        deprecated: variant.deprecated.clone(),
    })
}

/// `with` on a variant stands for all that it carries; with one field it is as if it stood there.
fn variant_with(variant: &Variant, scope: &mut Scope<'_>) -> Option<VariantBody> {
    let with = side(&variant.serde.with, scope.side).as_ref()?;
    match &variant.fields {
        Fields::Unnamed(fields) if fields.len() == 1 => {
            let field = &fields[0];
            match &field.stated {
                Some(ty) => scope.shape(ty).map(VariantBody::Newtype),
                None => scope
                    .with(with, &field.ty)
                    .map(|through| VariantBody::Newtype(through.shape)),
            }
        }
        _ => scope.wrong(
            report::SERDE_ATTRIBUTE,
            &with.at,
            "what `with` makes of a whole variant cannot be seen from here".to_owned(),
            format!(
                "give `{}` one field, of a type with that form",
                plain(&variant.ident)
            ),
        ),
    }
}
