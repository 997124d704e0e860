//! Fields and variants.

use syn::Visibility;
use syn::spanned::Spanned;

use super::attributes::{cfg, docs, foreign_attributes};
use super::item::HiddenField;
use super::ty::{text, ty};
use super::vis::Vis;
use crate::attr::{self, On};
use crate::model::{Field, Fields, Variant};
use crate::report::{self, Notes};

/// Reads fields and variants, and notes what the item as a whole has to know of them.
pub(super) struct BodyReader<'n, 'f> {
    /// Where mistakes go.
    pub notes: &'n mut Notes<'f>,
    /// Whether any `#[serde(..)]` was met.
    pub any_serde: bool,
    /// Fields that not everyone sees.
    pub hidden: Vec<HiddenField>,
}

impl BodyReader<'_, '_> {
    pub fn variant(&mut self, variant: &syn::Variant) -> Variant {
        cfg(&variant.attrs, self.notes);
        attr::buildamp(&variant.attrs, On::Variant, self.notes);
        let serde = attr::serde(&variant.attrs, On::Variant, self.notes);
        self.any_serde |= serde.any;
        if matches!(&variant.fields, syn::Fields::Unnamed(fields) if fields.unnamed.is_empty()) {
            self.notes.add(
                report::NO_SHAPE,
                variant.ident.span(),
                format!("`{}()` has no fields", variant.ident),
                format!("write `{}`", variant.ident),
            );
        }
        Variant {
            ident: variant.ident.to_string(),
            fields: self.fields(&variant.fields, On::Variant),
            rename: serde.rename,
            rename_all: serde.rename_all,
            docs: docs(&variant.attrs),
            at: self.notes.at(variant.ident.span()),
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
        cfg(&field.attrs, self.notes);
        foreign_attributes(&field.attrs, self.notes);
        attr::buildamp(&field.attrs, On::Field, self.notes);
        let serde = attr::serde(&field.attrs, On::Field, self.notes);
        self.any_serde |= serde.any;
        let (ident, span) = match &field.ident {
            Some(ident) => (ident.to_string(), ident.span()),
            None => (position.to_string(), field.ty.span()),
        };
        if of == On::Field && !matches!(field.vis, Visibility::Public(_)) {
            self.hidden.push(HiddenField {
                name: ident.clone(),
                text: match &field.ident {
                    Some(ident) => format!("pub {ident}: {}", text(&field.ty)),
                    None => format!("pub {}", text(&field.ty)),
                },
                vis: Vis::of(&field.vis),
                at: self.notes.at(span),
            });
        }
        Field {
            ident,
            ty: ty(&field.ty, self.notes.file),
            rename: serde.rename,
            docs: docs(&field.attrs),
            at: self.notes.at(span),
        }
    }
}
