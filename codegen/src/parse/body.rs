//! Fields and variants.

use std::borrow::Cow;

use ecow::eco_format;
use syn::{Attribute, Visibility};

use super::attributes::{deprecated, foreign_attributes};
use super::conditional::Conditions;
use super::docs::docs;
use super::item::HiddenField;
use super::lifted::{Lifted, Named};
use super::rules::rules;
use super::ty::{ends, text, ty};
use super::vis::Vis;
use crate::attr::{self, On};
use crate::model::{Field, Fields, Kind, Ty, Variant};
use crate::report::{self, Notes};

/// Reads fields and variants, and notes what the item as a whole has to know of them.
pub(super) struct BodyReader<'n, 'f, 'c> {
    /// Where mistakes go.
    pub notes: &'n mut Notes<'f>,
    /// What is known of the conditions in the item.
    pub conditions: &'n Conditions<'c>,
    /// Whether `#[skip_serializing_none]` stands on the item.
    pub skips_none: bool,
    /// What the item becomes.
    pub kind: Kind,
    /// Whether any `#[serde(..)]` was met.
    pub any_serde: bool,
    /// What was taken out of its file.
    pub lifted: &'n Lifted<'n>,
    /// Fields that not everyone sees.
    pub hidden: Vec<HiddenField>,
}

impl BodyReader<'_, '_, '_> {
    pub fn variant(&mut self, variant: &syn::Variant) -> Variant {
        let attributes = self.attributes(&variant.attrs);
        let (serde, any) = attr::variant(&attributes, self.notes);
        self.any_serde |= any;
        let span = variant.ident.span();
        let ident = eco_format!("{}", variant.ident);
        let at = report::word(self.notes.file, span, &ident);
        let named = Named {
            attributes: &variant.attrs,
            vis: &Visibility::Inherited,
            begin: span,
            at: &at,
        };
        Variant {
            ident,
            fields: self.fields(&variant.fields, On::Variant),
            serde: serde.into(),
            stated: self.stated(&attributes, On::Variant).map(Box::new),
            discriminant: variant
                .discriminant
                .as_ref()
                .map(|(_, number)| text(number).into()),
            docs: docs(&variant.attrs, self.lifted.comments(&named)),
            deprecated: deprecated(&variant.attrs),
            at,
        }
    }

    /// `of` is what holds the fields: those of a variant are as visible as their enum.
    pub fn fields(&mut self, fields: &syn::Fields, of: On) -> Fields {
        match fields {
            syn::Fields::Unit => Fields::Unit,
            syn::Fields::Named(named) => Fields::Named(self.each(&named.named, of)),
            syn::Fields::Unnamed(unnamed) => Fields::Unnamed(self.each(&unnamed.unnamed, of)),
        }
    }

    fn each<'a>(&mut self, fields: impl IntoIterator<Item = &'a syn::Field>, of: On) -> Vec<Field> {
        let fields = fields.into_iter().enumerate();
        fields
            .map(|(position, field)| self.field(position, field, of))
            .collect()
    }

    fn field(&mut self, position: usize, field: &syn::Field, of: On) -> Field {
        let attributes = self.attributes(&field.attrs);
        let (mut serde, any) = attr::field(&attributes, self.notes);
        self.any_serde |= any;
        self.any_serde |= attr::serde_as(&attributes, &field.ty, &mut serde, self.notes);
        if self.skips_none {
            attr::skip_none(&attributes, &field.ty, &mut serde);
        }
        let (ident, first, at) = if let Some(name) = &field.ident {
            let (ident, span) = (eco_format!("{name}"), name.span());
            let at = report::word(self.notes.file, span, &ident);
            (ident, span, at)
        } else {
            let (first, last) = ends(&field.ty);
            let at = report::between(self.notes.file, first, last);
            (eco_format!("{position}"), first, at)
        };
        let named = Named {
            attributes: &field.attrs,
            vis: &field.vis,
            begin: first,
            at: &at,
        };
        if of == On::Field && !matches!(field.vis, Visibility::Public(_)) {
            self.hidden.push(HiddenField {
                name: ident.to_string(),
                text: match &field.ident {
                    Some(ident) => format!("pub {ident}: {}", text(&field.ty)),
                    None => format!("pub {}", text(&field.ty)),
                },
                vis: Vis::of(&field.vis),
                at: at.clone(),
            });
        }
        let entries = attr::buildamp(&attributes, On::Field, self.notes);
        let secret = attr::secret(&entries, serde.flatten, self.notes);
        let is_named = of == On::Field && field.ident.is_some() && !serde.flatten;
        let rules = rules(&entries, (self.kind, is_named), self.notes);
        Field {
            ident,
            ty: ty(&field.ty, self.notes.file),
            serde: serde.into(),
            stated: attr::shape(&entries, self.notes).map(Box::new),
            secret,
            rules: rules.into(),
            docs: docs(&field.attrs, self.lifted.comments(&named)),
            deprecated: deprecated(&field.attrs),
            at,
        }
    }

    fn attributes<'a>(&mut self, written: &'a [Attribute]) -> Cow<'a, [Attribute]> {
        let attributes = self.conditions.effective(written, self.notes);
        foreign_attributes(&attributes, self.notes);
        attributes
    }

    /// `#[buildamp(shape = "…")]`.
    fn stated(&mut self, attributes: &[Attribute], on: On) -> Option<Ty> {
        let entries = attr::buildamp(attributes, on, self.notes);
        attr::shape(&entries, self.notes)
    }
}
