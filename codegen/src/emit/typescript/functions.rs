//! What goes with a type and its guard: `parseFoo`, `matchFoo`, `FooSchema`.

use super::super::text::{Doc, concat, group, text};
use super::module::Module;
use super::syntax;
use crate::model::{Definition, Side, Tagging, TypeShape};

/// The function that reads a value and says where it is wrong.
pub(super) fn parse(module: &Module, index: usize) -> Doc {
    let name = &module.all.names[index];
    let params = module.params(index);
    let function = if params.is_empty() {
        "parse"
    } else {
        "parseOf"
    };
    let guards = params.iter().map(|param| format!("is{param}"));
    let arguments = ["value".to_owned(), format!("is{name}")]
        .into_iter()
        .chain(guards);
    let result = concat([
        text(format!("{}.Result", module.codec)),
        syntax::type_arguments(vec![type_of(module, index)], params.is_empty()),
    ]);
    let head = signature(
        &format!("parse{name}"),
        &params,
        value_parameter("value", &params),
        result,
    );
    let body = concat([
        text(format!("return {}.{function}", module.codec)),
        syntax::arguments(arguments.map(text).collect()),
        text(";"),
    ]);
    syntax::function(head, body)
}

/// The function that hands each variant to a function of its own, where the variants tell themselves apart.
pub(super) fn match_variants(module: &Module, index: usize) -> Option<Doc> {
    let definition = &module.all.graph.definitions[index];
    let (function, cases, keys) = how_to_match(definition)?;
    let name = &module.all.names[index];
    let codec = &module.codec;
    let mut params = module.params(index);
    let ty = type_of(module, index);
    let result = module.result_param(&params);
    let keys: Vec<Doc> = keys.iter().map(|key| text(syntax::string(key))).collect();
    let mut type_arguments = vec![ty.clone()];
    type_arguments.extend(keys.iter().cloned());
    type_arguments.push(text(&result));
    let parameters = vec![
        concat([text("value: "), ty]),
        concat([
            text(format!("cases: {codec}.{cases}")),
            syntax::type_arguments(type_arguments, false),
        ]),
    ];
    params.push(result.clone());
    let head = signature(&format!("match{name}"), &params, parameters, text(result));
    let mut arguments = vec![text("value")];
    arguments.extend(keys);
    arguments.push(text("cases"));
    let body = concat([
        text(format!("return {codec}.{function}")),
        syntax::arguments(arguments),
        text(";"),
    ]);
    Some(syntax::function(head, body))
}

/// The codec's function, its type of the cases, and the keys that both take.
fn how_to_match(definition: &Definition) -> Option<(&'static str, &'static str, Vec<&str>)> {
    let TypeShape::Enum(it) = &definition.shape else {
        return None;
    };
    // Nobody is given what is only accepted, and a variant without a tag does not say which it is.
    let is_told = definition.side != Side::Accepted
        && !it.variants.is_empty()
        && it.variants.iter().all(|variant| !variant.untagged);
    match &it.tagging {
        _ if !is_told => None,
        Tagging::External => Some(("matchEnum", "EnumCases", Vec::new())),
        Tagging::Internal { tag } => Some(("matchTagged", "TaggedCases", vec![tag])),
        Tagging::Adjacent { tag, content } => {
            Some(("matchAdjacent", "AdjacentCases", vec![tag, content]))
        }
        Tagging::Untagged => None,
    }
}

/// The object by which libraries that follow Standard Schema check a value.
pub(super) fn schema(module: &Module, index: usize) -> Doc {
    let name = &module.all.names[index];
    let params = module.params(index);
    let argument = syntax::type_arguments(vec![type_of(module, index)], params.is_empty());
    let schema = concat([text("Schema"), argument.clone()]);
    let parse = text(format!("parse{name}"));
    if params.is_empty() {
        // prettier never breaks the brackets around a name as short as this.
        let call = if name.chars().count() <= 15 {
            concat([text("schema("), parse, text(")")])
        } else {
            concat([text("schema"), syntax::arguments(vec![parse])])
        };
        let head = concat([text(format!("export const {name}Schema: ")), schema]);
        return syntax::alias(head, call);
    }
    let mut parameters = value_parameter("value", &params);
    parameters.remove(0);
    let head = signature(&format!("{name}Schema"), &params, parameters, schema);
    let mut all = vec![parse];
    all.extend(params.iter().map(|param| text(format!("is{param}"))));
    let body = concat([
        text("return schemaOf"),
        argument,
        syntax::arguments(all),
        text(";"),
    ]);
    syntax::function(head, body)
}

/// A definition's type, with its own parameters.
fn type_of(module: &Module, index: usize) -> Doc {
    let params = module.params(index).into_iter().map(text).collect();
    concat([
        text(&module.all.names[index]),
        syntax::type_arguments(params, true),
    ])
}

/// `value: unknown`, and the guards of the type parameters.
pub(super) fn value_parameter(value: &str, params: &[String]) -> Vec<Doc> {
    let guards = params
        .iter()
        .map(|param| format!("is{param}: (value: unknown) => value is {param}"));
    std::iter::once(format!("{value}: unknown"))
        .chain(guards)
        .map(text)
        .collect()
}

/// `export function name<T>(…): result`
pub(super) fn signature(name: &str, params: &[String], parameters: Vec<Doc>, result: Doc) -> Doc {
    concat([
        text(format!("export function {name}")),
        group(concat([
            syntax::type_parameters(params),
            syntax::parameters(parameters),
            text(": "),
            result,
        ])),
    ])
}
