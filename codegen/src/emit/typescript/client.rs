//! What asks the server: a function for each request, and the rules that its input keeps.

use super::super::layout::Layout;
use super::super::regex::javascript;
use super::super::ruled::{self, Looks, Within};
use super::module::Module;
use super::{brackets, functions, syntax};
use crate::config::Int64;
use crate::model::{Definition, Rules, Shape, WireField};

/// No type parameters.
const NONE: &[&str] = &[];

/// The function that looks at the rules of a value, where it has some.
pub(super) fn validate(l: &mut Layout, module: &Module, index: usize, looks: &Looks<'_>) {
    let name = module.own_name(index);
    l.text("/** All rules that it breaks, as the server looks at them. */")
        .hard_line();
    functions::signature(
        l,
        ["validate", name],
        NONE,
        |list| {
            list.item().text("value: ").text(name);
            list.item().text("at = \"\"");
        },
        |l| {
            l.text(&module.api).text("FieldError[]");
        },
    );
    brackets::body(l, |l| match looks {
        Looks::Whole(within) => {
            l.text("return ");
            leading(l, module, within);
            l.text("(value as never, at);");
        }
        Looks::Fields(fields, among) if among.is_empty() => {
            l.text("return ");
            of_fields(l, module, fields);
            l.text(";");
        }
        Looks::Fields(fields, among) => {
            l.text("return [").indent(2, |l| {
                if !fields.is_empty() {
                    l.hard_line().text("...");
                    of_fields(l, module, fields);
                    l.text(",");
                }
                for among in among {
                    l.hard_line().text("...validate");
                    l.text(module.name_of(among.of))
                        .text("(value as never, at),");
                }
            });
            l.hard_line().text("];");
        }
    });
}

/// The call that looks at the fields of an object.
fn of_fields(l: &mut Layout, module: &Module, fields: &[(&WireField, Option<Within>)]) {
    l.text(&module.api).text("validate(").indent(2, |l| {
        l.hard_line().text("value,").hard_line().text("{");
        l.indent(2, |l| {
            for (field, within) in fields {
                l.hard_line();
                syntax::key(l, &field.key);
                l.text(": {").indent(2, |l| {
                    rules(l, &field.rules, &field.shape);
                    if let Some(within) = within {
                        l.hard_line().text("within: ");
                        leading(l, module, within);
                        l.text(",");
                    }
                });
                l.hard_line().text("},");
            }
        });
        l.hard_line().text("},").hard_line().text("at,");
    });
    l.hard_line().text(")");
}

/// The rules of a field, a line each.
fn rules(l: &mut Layout, rules: &Rules, shape: &Shape) {
    let flags = [
        ("required", rules.required),
        ("preset", rules.required && rules.default.is_some()),
        ("trim", rules.trim),
        ("email", rules.email),
        ("url", rules.url),
        ("keyed", is_map(shape)),
    ];
    for (name, _) in flags.into_iter().filter(|(_, is_there)| *is_there) {
        l.hard_line().text(name).text(": true,");
    }
    for (name, length) in [
        ("minLength", rules.min_length),
        ("maxLength", rules.max_length),
    ] {
        if let Some(length) = length {
            l.hard_line().text(name).text(": ").show(length).text(",");
        }
    }
    let range = rules.range.as_ref();
    let bounds = [
        ("min", range.and_then(|range| range.min.as_ref())),
        ("max", range.and_then(|range| range.max.as_ref())),
    ];
    for (name, bound) in bounds {
        if let Some(bound) = bound {
            l.hard_line().text(name).text(": ").text(bound).text(",");
        }
    }
    if let Some(pattern) = &rules.pattern {
        text(l, "pattern", pattern);
        let regex = javascript(pattern);
        if regex != *pattern {
            text(l, "regex", &regex);
        }
    }
}

/// `key: "text",` on a line of its own.
fn text(l: &mut Layout, key: &str, text: &str) {
    l.hard_line().text(key);
    property(l, ":", |l| syntax::string(l, text));
}

fn is_map(shape: &Shape) -> bool {
    match shape {
        Shape::Map { .. } => true,
        Shape::Option(of) => is_map(of),
        _ => false,
    }
}

/// What looks at the rules at the end of a way.
fn leading(l: &mut Layout, module: &Module, within: &Within) {
    match within {
        Within::Itself(index) => {
            l.text("validate").text(module.name_of(*index));
        }
        Within::Each(of) => {
            l.text(&module.api).text("each(");
            leading(l, module, of);
            l.text(")");
        }
        Within::Values(of) => {
            l.text(&module.api).text("values(");
            leading(l, module, of);
            l.text(")");
        }
    }
}

/// What the function that asks is called.
pub(super) fn function(module: &Module, definition: &Definition) -> String {
    let mut function = ruled::function(definition);
    while module.is_function(&function) {
        function.push('_');
    }
    function
}

/// The function that asks.
pub(super) fn ask(
    l: &mut Layout,
    module: &Module,
    (index, answer): (usize, usize),
    definition: &Definition,
) {
    let Some(route) = &definition.route else {
        return;
    };
    let (name, answer) = (module.own_name(index), module.own_name(answer));
    let function = function(module, definition);
    syntax::docs(l, &definition.docs, definition.deprecated.as_deref());
    functions::signature(
        l,
        [&function, ""],
        NONE,
        |list| {
            list.item()
                .text("client: ")
                .text(&module.api)
                .text("Client");
            list.item().text("input: ").text(name);
            list.item()
                .text("options?: ")
                .text(&module.api)
                .text("RequestOptions");
        },
        |l| {
            l.text("Promise");
            brackets::angles(l, |list| {
                let l = list.item().text(&module.api).text("Answer<");
                l.text(answer).text(">");
            });
        },
    );
    let is_ruled = module.all.ruled[index];
    brackets::body(l, |l| {
        let ask = if route.is_query { "get" } else { "post" };
        l.text("return ")
            .text(&module.api)
            .text(ask)
            .text("(")
            .indent(2, |l| {
                l.hard_line().text("client,").hard_line();
                syntax::string(l, &route.path);
                l.text(",").hard_line().text("{").indent(2, |l| {
                    l.hard_line();
                    if is_ruled {
                        property(l, "errors:", |l| {
                            l.text("validate").text(name);
                            brackets::arguments(l, |list| {
                                list.item().text("input");
                            });
                        });
                    } else {
                        l.text("errors: [],");
                    }
                    l.hard_line();
                    property(l, "input: () =>", |l| {
                        let encode = if route.is_query {
                            [&module.api, "query"]
                        } else {
                            [&module.codec, "encode"]
                        };
                        l.text(encode[0]).text(encode[1]);
                        brackets::arguments(l, |list| {
                            list.item().text("input");
                            match module.all.int64 {
                                // Only its guard tells digits from text.
                                Int64::String if !route.is_query => {
                                    list.item().text("is").text(name);
                                }
                                Int64::String | Int64::Number | Int64::BigInt => {}
                            }
                        });
                    });
                    l.hard_line();
                    property(l, "isAnswer:", |l| {
                        l.text("is").text(answer);
                    });
                });
                l.hard_line().text("},").hard_line().text("options,");
            });
        l.hard_line().text(");");
    });
}

/// A property whose value goes to the next line where it does not fit.
pub(super) fn property(l: &mut Layout, key: &str, value: impl FnOnce(&mut Layout)) {
    l.group(|l| {
        l.text(key).indent(2, |l| {
            l.line();
            value(l);
        });
        l.text(",");
    });
}
