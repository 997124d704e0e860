//! Definitions as guards: functions that tell whether a value is of the type.

mod checks;
mod objects;
mod shapes;

use super::super::layout::Layout;
use super::brackets::{self, List};
use super::module::Module;
use super::{functions, int64};
use crate::config::Int64;
use crate::model::{Definition, Record, Shape, TypeShape, VariantBody};

/// The declaration of a definition's guard.
pub(super) fn declare(l: &mut Layout, module: &Module, index: usize) {
    let definition = &module.all.graph.definitions[index];
    let guards = Guards { module, index };
    let checks = checks::of(module.all, definition);
    let operator = match &definition.shape {
        TypeShape::Enum(_) => "||",
        TypeShape::Record(_)
        | TypeShape::Newtype(_)
        | TypeShape::Tuple(_)
        | TypeShape::Unit
        | TypeShape::Numbers(..) => "&&",
    };
    // An enum without variants asks nothing.
    let value = if checks.is_empty() { "_value" } else { "value" };
    let name = module.own_name(index);
    let params = module.params(index);
    functions::signature(
        l,
        ["is", name],
        &params,
        |list| {
            list.item().text(value).text(": unknown");
            parameters(list, module, definition);
        },
        |l| {
            l.text(value).text(" is ");
            functions::type_of(l, name, &params);
        },
    );
    brackets::body(l, |l| {
        if checks.is_empty() {
            l.text("return false;");
        } else {
            brackets::return_all(l, operator, &checks, |l, check| guards.check(l, check));
        }
    });
}

/// The guards of the type parameters; one that is asked nothing says so by its name.
fn parameters(list: &mut List, module: &Module, definition: &Definition) {
    for param in &definition.params {
        let mut is_asked = false;
        asked(definition, module.all.int64, &mut |shape| {
            is_asked |= matches!(shape, Shape::Param(name) if name == param);
        });
        let l = list.item();
        if !is_asked {
            l.text("_");
        }
        functions::guard_parameter(l, &module.param(param));
    }
}

/// Shows every shape that a definition's guard asks about.
pub(super) fn asked<'a>(definition: &'a Definition, int64: Int64, see: &mut impl FnMut(&'a Shape)) {
    match &definition.shape {
        TypeShape::Record(record) => asked_of_record(record, int64, see),
        TypeShape::Newtype(shape) => asked_of(shape, see),
        TypeShape::Tuple(items) => items.shapes.iter().for_each(|it| asked_of(it, see)),
        TypeShape::Unit | TypeShape::Numbers(..) => {}
        TypeShape::Enum(it) => {
            for variant in &it.variants {
                match &variant.body {
                    VariantBody::Unit => {}
                    VariantBody::Newtype(shape) => asked_of(shape, see),
                    VariantBody::Tuple(items) => {
                        items.shapes.iter().for_each(|it| asked_of(it, see));
                    }
                    VariantBody::Record(record) => asked_of_record(record, int64, see),
                }
            }
        }
    }
}

fn asked_of_record<'a>(record: &'a Record, int64: Int64, see: &mut impl FnMut(&'a Shape)) {
    for field in &record.fields {
        asked_of(&field.shape, see);
    }
    for flat in &record.flat {
        if int64::is_asked(flat, int64) {
            asked_of(flat.of.shape(), see);
        }
    }
}

fn asked_of<'a>(shape: &'a Shape, see: &mut impl FnMut(&'a Shape)) {
    see(shape);
    shape.each_child(|child| asked_of(child, see));
}

/// The guards of one definition.
struct Guards<'a> {
    module: &'a Module<'a>,
    /// The definition.
    index: usize,
}

impl Guards<'_> {
    /// A name of the codec.
    fn named(&self, l: &mut Layout, name: &str) {
        l.text(&self.module.codec).text(name);
    }

    /// A call into the codec.
    fn call(&self, l: &mut Layout, function: &str, arguments: impl FnOnce(&mut List)) {
        self.named(l, function);
        brackets::arguments(l, arguments);
    }

    /// A call into the codec whose first argument is the value.
    fn of_value(&self, l: &mut Layout, function: &str, rest: impl FnOnce(&mut List)) {
        self.call(l, function, |list| {
            list.item().text("value");
            rest(list);
        });
    }

    /// Whether the value is what a guard takes.
    fn is(&self, l: &mut Layout, guard: impl FnOnce(&mut Layout)) {
        self.of_value(l, "is", |list| guard(list.item()));
    }

    /// A check of an object as a value, given what it takes after the object.
    fn that(&self, l: &mut Layout, function: &str, rest: impl FnOnce(&mut List)) {
        self.call(l, "that", |list| {
            self.named(list.item(), function);
            rest(list);
        });
    }
}
