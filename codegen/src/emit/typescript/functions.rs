//! What goes with a type and its guard: `parseFoo`, `matchFoo`, `FooSchema`.

use std::borrow::Cow;

use ecow::EcoString;

use super::super::layout::Layout;
use super::brackets::{self, List};
use super::module::Module;
use crate::model::{Definition, Side, Tagging, TypeShape};

/// The function that reads a value and says where it is wrong.
pub(super) fn parse(l: &mut Layout, module: &Module, index: usize) {
    let name = module.own_name(index);
    let params = module.params(index);
    let function = if params.is_empty() {
        "parse"
    } else {
        "parseOf"
    };
    signature(
        l,
        ["parse", name],
        &params,
        |list| {
            list.item().text("value: unknown");
            guard_parameters(list, &params);
        },
        |l| {
            l.text(&module.codec).text("Result");
            of_type(l, name, &params);
        },
    );
    brackets::body(l, |l| {
        l.text("return ").text(&module.codec).text(function);
        brackets::arguments(l, |list| {
            list.item().text("value");
            list.item().text("is").text(name);
            guards(list, &params);
        });
        l.text(";");
    });
}

/// The function that hands each variant to a function of its own, where the variants tell themselves apart: what it
/// takes of the codec, if it is there at all.
pub(super) struct Match<'a> {
    function: &'static str,
    cases: &'static str,
    keys: [Option<&'a str>; 2],
}

impl<'a> Match<'a> {
    pub(super) fn of(definition: &'a Definition) -> Option<Self> {
        let TypeShape::Enum(it) = &definition.shape else {
            return None;
        };
        // Nobody is given what is only accepted, and a variant without a tag does not say which it is.
        let is_told = definition.side != Side::Accepted
            && !it.variants.is_empty()
            && it.variants.iter().all(|variant| !variant.untagged);
        let (function, cases, keys) = match &it.tagging {
            _ if !is_told => return None,
            Tagging::External => ("matchEnum", "EnumCases", [None, None]),
            Tagging::Internal { tag } => ("matchTagged", "TaggedCases", [Some(tag), None]),
            Tagging::Adjacent { tag, content } => {
                ("matchAdjacent", "AdjacentCases", [Some(tag), Some(content)])
            }
            Tagging::Untagged => return None,
        };
        Some(Self {
            function,
            cases,
            keys: keys.map(|key| key.map(EcoString::as_str)),
        })
    }

    pub(super) fn tell(&self, l: &mut Layout, module: &Module, index: usize) {
        let name = module.own_name(index);
        let own = module.params(index);
        let result = module.result_param(&own);
        let mut params = own.clone();
        params.push(Cow::Borrowed(&result));
        let keys = || self.keys.iter().flatten().copied();
        let ty = |l: &mut Layout| type_of(l, name, &own);
        signature(
            l,
            ["match", name],
            &params,
            |list| {
                ty(list.item().text("value: "));
                let l = list.item().text("cases: ");
                l.text(&module.codec).text(self.cases);
                brackets::angles(l, |list| {
                    ty(list.item());
                    list.strings(keys());
                    list.item().text(&result);
                });
            },
            |l| {
                l.text(&result);
            },
        );
        brackets::body(l, |l| {
            l.text("return ").text(&module.codec).text(self.function);
            brackets::arguments(l, |list| {
                list.item().text("value");
                list.strings(keys());
                list.item().text("cases");
            });
            l.text(";");
        });
    }
}

/// The object by which libraries that follow Standard Schema check a value.
pub(super) fn schema(l: &mut Layout, module: &Module, index: usize) {
    let name = module.own_name(index);
    let params = module.params(index);
    if params.is_empty() {
        let head = |l: &mut Layout| {
            l.text("export const ").text(name).text("Schema: Schema");
            of_type(l, name, &params);
        };
        return brackets::alias(l, head, |l| {
            // prettier never breaks the brackets around a name as short as this.
            if name.chars().count() <= 15 {
                l.text("schema(parse").text(name).text(")");
            } else {
                l.text("schema");
                brackets::arguments(l, |list| {
                    list.item().text("parse").text(name);
                });
            }
        });
    }
    signature(
        l,
        [name, "Schema"],
        &params,
        |list| guard_parameters(list, &params),
        |l| {
            l.text("Schema");
            of_type(l, name, &params);
        },
    );
    brackets::body(l, |l| {
        l.text("return schemaOf");
        of_type(l, name, &params);
        brackets::arguments(l, |list| {
            list.item().text("parse").text(name);
            guards(list, &params);
        });
        l.text(";");
    });
}

/// `<Foo>`, `<Foo<T>>`: a definition's type as a type argument.
fn of_type(l: &mut Layout, name: &str, params: &[Cow<str>]) {
    brackets::type_arguments(l, &[()], params.is_empty(), |l, ()| {
        type_of(l, name, params);
    });
}

/// A definition's type, with its own parameters.
pub(super) fn type_of(l: &mut Layout, name: &str, params: &[Cow<str>]) {
    l.text(name);
    brackets::type_arguments(l, params, true, |l, param| {
        l.text(param);
    });
}

/// The guards of the type parameters, as they are handed on.
fn guards(list: &mut List, params: &[Cow<str>]) {
    for param in params {
        list.item().text("is").text(param);
    }
}

/// The guards of the type parameters.
fn guard_parameters(list: &mut List, params: &[Cow<str>]) {
    for param in params {
        guard_parameter(list.item(), param);
    }
}

/// The guard of a type parameter.
pub(super) fn guard_parameter(l: &mut Layout, param: &str) {
    let l = l.text("is").text(param);
    l.text(": (value: unknown) => value is ").text(param);
}

/// `export function name<T>(…): result`, its name in two parts.
pub(super) fn signature<T: AsRef<str>>(
    l: &mut Layout,
    name: [&str; 2],
    params: &[T],
    parameters: impl FnOnce(&mut List),
    result: impl FnOnce(&mut Layout),
) {
    l.text("export function ").text(name[0]).text(name[1]);
    l.group(|l| {
        brackets::type_parameters(l, params);
        brackets::parameters(l, parameters);
        l.text(": ");
        result(l);
    });
}
