//! An item as it is in the builds that the output is for, where those leave nothing open.

use std::borrow::Cow;

use syn::punctuated::Punctuated;
use syn::{Attribute, Data, DeriveInput, Fields};

use super::cfg::Builds;
use super::conditional::{Conditions, changes_json, is_conditional, is_there, settle};
use crate::attr;
use crate::model::{FileName, PerSide};
use crate::report::Notes;

/// The item without what is not there, and without conditions. Of those that stay open, and that the JSON hangs on, is
/// told. Where Rust code is generated, each condition stays for its own reader to judge.
pub(super) fn settled<'a>(
    input: &'a DeriveInput,
    conditions: &Conditions<'_>,
    notes: &mut Notes<'_>,
) -> Cow<'a, DeriveInput> {
    if *conditions.known.builds == Builds::All || !has_conditions(input) {
        return Cow::Borrowed(input);
    }
    let mut settled = input.clone();
    let mut at = Settling { conditions, notes };
    at.whole(&mut settled.attrs);
    retain(&mut settled.generics.params, |param| {
        at.stays(match param {
            syn::GenericParam::Lifetime(it) => &mut it.attrs,
            syn::GenericParam::Type(it) => &mut it.attrs,
            syn::GenericParam::Const(it) => &mut it.attrs,
        })
    });
    match &mut settled.data {
        Data::Struct(data) => at.fields(&mut data.fields),
        Data::Enum(data) => {
            retain(&mut data.variants, |variant| {
                at.stays_or_skipped(&mut variant.attrs, |attributes, notes| {
                    attr::variant(attributes, notes).0.skip
                })
            });
            let variants = data.variants.iter_mut();
            variants.for_each(|variant| at.fields(&mut variant.fields));
        }
        Data::Union(_) => {}
    }
    Cow::Owned(settled)
}

/// Whether any condition stands in the item.
fn has_conditions(input: &DeriveInput) -> bool {
    let any = |attributes: &[Attribute]| attributes.iter().any(is_conditional);
    let in_fields = |fields: &Fields| fields.iter().any(|field| any(&field.attrs));
    any(&input.attrs)
        || input.generics.params.iter().any(|param| match param {
            syn::GenericParam::Lifetime(it) => any(&it.attrs),
            syn::GenericParam::Type(it) => any(&it.attrs),
            syn::GenericParam::Const(it) => any(&it.attrs),
        })
        || match &input.data {
            Data::Struct(data) => in_fields(&data.fields),
            Data::Enum(data) => {
                let mut variants = data.variants.iter();
                variants.any(|variant| any(&variant.attrs) || in_fields(&variant.fields))
            }
            Data::Union(_) => false,
        }
}

/// What serde's attributes say of skipping.
type Skip = fn(&[Attribute], &mut Notes<'_>) -> PerSide<bool>;

struct Settling<'s, 'n, 'f> {
    conditions: &'s Conditions<'s>,
    notes: &'n mut Notes<'f>,
}

impl Settling<'_, '_, '_> {
    fn fields(&mut self, fields: &mut Fields) {
        match fields {
            Fields::Named(fields) => retain(&mut fields.named, |field| {
                self.stays_or_skipped(&mut field.attrs, |attributes, notes| {
                    attr::field(attributes, notes).0.skip
                })
            }),
            // One that is skipped still counts among those without names.
            Fields::Unnamed(fields) => {
                retain(&mut fields.unnamed, |field| self.stays(&mut field.attrs));
            }
            Fields::Unit => {}
        }
    }

    fn whole(&mut self, attributes: &mut Vec<Attribute>) {
        let open = settle(attributes, &self.conditions.known, changes_json);
        self.conditions.tell_open(&open, self.notes);
    }

    /// Whether what has these attributes is there; if so, they are settled.
    fn stays(&mut self, attributes: &mut Vec<Attribute>) -> bool {
        let stays = is_there(attributes, &self.conditions.known) != Some(false);
        if stays {
            self.whole(attributes);
        }
        stays
    }

    /// The same of what serde can skip: then it does not matter whether it is there.
    fn stays_or_skipped(&mut self, attributes: &mut Vec<Attribute>, skip: Skip) -> bool {
        let stays = is_there(attributes, &self.conditions.known) != Some(false);
        if stays {
            let open = settle(attributes, &self.conditions.known, changes_json);
            let skip = skip(attributes, &mut Notes::new(&FileName::default()));
            if !(skip.written && skip.accepted) {
                self.conditions.tell_skippable(&open, self.notes);
            }
        }
        stays
    }
}

fn retain<T, P: Default>(list: &mut Punctuated<T, P>, mut stays: impl FnMut(&mut T) -> bool) {
    let each = std::mem::take(list).into_iter();
    *list = each
        .filter_map(|mut one| stays(&mut one).then_some(one))
        .collect();
}
