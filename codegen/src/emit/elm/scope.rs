//! What is known while a definition is written.

use std::borrow::Cow;

use super::all::is_used;
use super::module::Module;
use super::naming::{DefinitionNames, is_itself_otherwise};
use super::syntax::{self, Distinct};
use super::writer::{Name, Writer};
use super::{decoders, encoders, types};
use crate::model::{Definition, Shape, TypeShape, VariantBody};

/// A definition and what its parts are called.
pub(super) struct Scope<'a> {
    pub(super) module: &'a Module<'a>,
    pub(super) index: usize,
    pub(super) definition: &'a Definition,
    /// Its names in the module that declares it.
    pub(super) names: DefinitionNames<'a>,
    /// The names of the fields of a record, or of each variant's.
    pub(super) fields: Vec<Distinct>,
    /// Its type parameters in order.
    params: Vec<Param<'a>>,
}

/// A type parameter.
struct Param<'a> {
    /// Its name in Rust.
    name: &'a str,
    /// Its Elm variable.
    variable: String,
    /// The parameter that decodes it: `decodeT`.
    decode: String,
    /// The parameter that encodes it: `encodeT`.
    encode: String,
    /// Whether any value is of it.
    is_used: bool,
}

impl Param<'_> {
    /// The name of its parameter where a function begins, which names none that it does not use.
    fn named<'n>(&self, name: &'n str) -> &'n str {
        if self.is_used { name } else { "_" }
    }
}

impl<'a> Scope<'a> {
    pub(super) fn of(module: &'a Module<'a>, index: usize) -> Self {
        let definition = &module.all.graph.definitions[index];
        Self {
            module,
            index,
            definition,
            names: module.all.names(index),
            fields: fields(&definition.shape),
            params: params(module, definition),
        }
    }

    /// Its only constructor.
    pub(super) fn constructor(&self) -> &'a str {
        self.names.constructors().next().unwrap_or_default()
    }

    pub(super) fn is_alias(&self) -> bool {
        self.module.all.is_alias(self.index)
    }

    /// The names of the lambda's parameters that stand for fields. Elm lets none hide a value of the module, nor another
    /// parameter.
    pub(super) fn parameters<'n>(&self, names: &'n Distinct) -> Cow<'n, Distinct> {
        let is_taken = |name: &str| {
            self.module.has_value(name) || self.params.iter().any(|param| param.decode == name)
        };
        if !names.iter().any(is_taken) {
            return Cow::Borrowed(names);
        }
        let mut parameters = Distinct::default();
        for name in names.iter() {
            parameters.add(|text| text.push_str(name), is_taken);
        }
        Cow::Owned(parameters)
    }

    fn param(&self, name: &str) -> Option<&Param<'a>> {
        self.params.iter().find(|param| param.name == name)
    }

    /// The Elm variable of a type parameter. That it is there was checked before, as with all that is named.
    pub(super) fn variable(&self, param: &str) -> &str {
        self.param(param).map_or("", |param| &param.variable)
    }

    /// The parameter that decodes a type parameter.
    pub(super) fn decode(&self, param: &str) -> &str {
        self.param(param).map_or("", |param| &param.decode)
    }

    /// The parameter that encodes a type parameter.
    pub(super) fn encode(&self, param: &str) -> &str {
        self.param(param).map_or("", |param| &param.encode)
    }

    /// The definition that a shape refers to.
    pub(super) fn find(&self, shape: &Shape) -> Option<usize> {
        let Shape::Ref {
            file, name, side, ..
        } = shape
        else {
            return None;
        };
        let all = self.module.all;
        let is_meant = |&index: &usize| {
            let other = &all.graph.definitions[index];
            other.name == *name && other.side == *side && other.file == *file
        };
        // Most definitions use few others.
        match all.uses[self.index].as_slice() {
            few if few.len() <= 16 => few.iter().copied().find(is_meant),
            _ => all.graph.find_ref(shape),
        }
    }

    /// Whether the decoder of what a shape refers to leads back to this definition.
    pub(super) fn is_circular(&self, other: usize) -> bool {
        let circles = &self.module.all.circles;
        circles.cyclic[other] && circles.of[other] == circles.of[self.index]
    }

    /// The second decoder and encoder where a shape is the definition itself with other type arguments.
    pub(super) fn again(&self, shape: &Shape) -> Option<[&'a str; 2]> {
        let again = self.names.again();
        again.filter(|_| is_itself_otherwise(self.definition, shape))
    }
}

/// The declarations of values.
impl Scope<'_> {
    pub(super) fn decoder(&self, w: &mut Writer) {
        self.decoder_head(w, self.names.decoder(), self.names.ty());
        for param in &self.params {
            w.text(" ").text(param.named(&param.decode));
        }
        w.text(" =").tab(|w| decoders::body(w.hard_line(), self));
    }

    pub(super) fn encoder(&self, w: &mut Writer) {
        self.encoder_head(w, self.names.encoder(), self.names.ty());
        for param in &self.params {
            w.text(" ").text(param.named(&param.encode));
        }
        encoders::parameter(w, self);
        w.text(" =").tab(|w| encoders::body(w.hard_line(), self));
    }

    /// The second decoder of a definition that contains itself with other type arguments.
    pub(super) fn decoder_again(&self, w: &mut Writer, name: &str) {
        self.decoder_head(w, name, self.names.ty());
        let first = self.names.decoder();
        w.text(" =").tab(|w| _ = w.hard_line().text(first));
    }

    /// The second encoder.
    pub(super) fn encoder_again(&self, w: &mut Writer, name: &str) {
        self.encoder_head(w, name, self.names.ty());
        let first = self.names.encoder();
        w.text(" =").tab(|w| _ = w.hard_line().text(first));
    }

    /// The signature of a decoder of a type of this name, and its name.
    pub(super) fn decoder_head(&self, w: &mut Writer, name: &str, ty: &str) {
        w.text(name).text(" : ");
        for param in &self.params {
            w.known("Decode.Decoder ")
                .text(&param.variable)
                .text(" -> ");
        }
        w.known("Decode.Decoder ");
        if self.params.is_empty() {
            w.text(ty);
        } else {
            w.text("(");
            self.applied(w, Name::Here(ty));
            w.text(")");
        }
        w.hard_line().text(name);
    }

    /// The same of an encoder.
    pub(super) fn encoder_head(&self, w: &mut Writer, name: &str, ty: &str) {
        w.text(name).text(" : ");
        for param in &self.params {
            w.text("(").text(&param.variable).text(" -> ");
            w.known("Encode.Value").text(") -> ");
        }
        self.applied(w, Name::Here(ty));
        w.text(" -> ").known("Encode.Value");
        w.hard_line().text(name);
    }

    /// A definition's type with its parameters: `Page t`.
    pub(super) fn applied(&self, w: &mut Writer, ty: Name) {
        w.name(ty);
        for param in &self.params {
            w.text(" ").text(&param.variable);
        }
    }
}

fn fields(shape: &TypeShape) -> Vec<Distinct> {
    match shape {
        TypeShape::Record(of) => vec![types::field_names(of)],
        TypeShape::Enum(it) => it
            .variants
            .iter()
            .map(|variant| match &variant.body {
                VariantBody::Record(of) => types::field_names(of),
                VariantBody::Unit | VariantBody::Newtype(_) | VariantBody::Tuple(_) => {
                    Distinct::default()
                }
            })
            .collect(),
        TypeShape::Newtype(_) | TypeShape::Tuple(_) | TypeShape::Unit | TypeShape::Numbers(..) => {
            Vec::new()
        }
    }
}

/// The type parameters of a definition. Some beginnings of names have a meaning to Elm.
fn params<'a>(module: &Module, definition: &'a Definition) -> Vec<Param<'a>> {
    let special = ["number", "comparable", "appendable", "compappend"];
    let mut variables = Distinct::default();
    for param in &definition.params {
        let append = |text: &mut String| {
            let start = text.len();
            syntax::push_lower(param, text);
            if special.iter().any(|it| text[start..].starts_with(it)) {
                let name = text.split_off(start);
                text.push('t');
                syntax::push_upper(&name, text);
            }
        };
        variables.add(append, |_| false);
    }
    let function = |verb: &str, param: &str| {
        let mut function = verb.to_owned();
        syntax::push_upper(param, &mut function);
        if module.has_value(&function) {
            function.push_str("Param");
        }
        function
    };
    definition
        .params
        .iter()
        .zip(variables.iter())
        .map(|(name, variable)| Param {
            name,
            variable: variable.to_owned(),
            decode: function("decode", name),
            encode: function("encode", name),
            is_used: is_used(&definition.shape, name),
        })
        .collect()
}
