//! Requests and their answers: what belongs together, and whether rules fit the fields that they stand on.

mod forms;
mod ruled;

use std::collections::BTreeMap;

use ecow::EcoString;
use rustc_hash::FxHashMap;

use self::forms::{Known, form};
use super::Placed;
use crate::attr;
use crate::model::{
    Body, Definition, Field, Fields, Given, InputForm, Item, Kind, Presence, Record, RouteInput,
    RuledForm, Rules, Shape, Side, Text, Ty, TypeShape,
};
use crate::report::{self, Problem};
use crate::resolve::plain;
use crate::scan::Tree;
use crate::wire;

/// The number of the type that answers a request: `XRes` beside `XReq`.
#[must_use]
pub fn answer(items: &[Placed], request: &Placed) -> Option<usize> {
    let name = answers_name(plain(&request.parsed.item.ident))?;
    items
        .iter()
        .position(|other| other.module == request.module && plain(&other.parsed.item.ident) == name)
}

fn answers_name(request: &str) -> Option<String> {
    let stem = request
        .strip_suffix("Req")
        .filter(|stem| !stem.is_empty())?;
    Some(format!("{stem}Res"))
}

/// Writes into each request what answers it and what is known of its input, and into each field what its rules are about;
/// says what does not fit.
pub fn endpoints(
    tree: &Tree,
    types: &BTreeMap<String, String>,
    items: &mut [Placed],
    definitions: &[Definition],
) -> Vec<Problem> {
    let is_concerned = |placed: &Placed| {
        let item = &placed.parsed.item;
        item.kind == Kind::Api
            || item
                .body
                .fields()
                .any(|field| *field.rules != Rules::default())
    };
    if !items.iter().any(is_concerned) {
        return Vec::new();
    }
    let known = Known::new(definitions);
    let mut problems = paths(items);
    problems.extend(forms::held(&known, items, definitions));
    let injectable = |placed: &Placed, ty: &Ty| {
        wire::shape_in(tree, items, types, placed.module, ty)
            .is_some_and(|shape| is_injectable(&known, &shape))
    };
    let mut requests = Vec::new();
    for (number, placed) in items.iter().enumerate() {
        let item = &placed.parsed.item;
        if item.kind != Kind::Api || item.options.route.is_none() {
            continue;
        }
        let answer = match pair(items, placed) {
            Ok(answer) => answer,
            Err(problem) => {
                problems.push(problem);
                continue;
            }
        };
        let Some(Definition {
            shape: TypeShape::Record(record),
            ..
        }) = known.accepted(&item.file, plain(&item.ident))
        else {
            continue;
        };
        let inputs = inputs(&known, placed, record, &injectable, &mut problems);
        requests.push((number, answer, inputs));
    }
    for (number, answer, inputs) in requests {
        if let Some(route) = &mut items[number].parsed.item.options.route {
            (route.answer, route.inputs) = (Some(answer), inputs);
        }
    }
    problems.extend(ruled::ruled(&known, items));
    problems
}

/// Two requests of one path.
fn paths(items: &[Placed]) -> Vec<Problem> {
    let mut taken: FxHashMap<&str, &Item> = FxHashMap::default();
    let mut problems = Vec::new();
    for placed in items {
        let item = &placed.parsed.item;
        let Some(route) = &item.options.route else {
            continue;
        };
        if let Some(first) = taken.get(route.path.as_str()) {
            problems.push(Problem::new(
                report::ENDPOINT,
                item.at.clone(),
                format!(
                    "the path `{}` is taken: the other request is on line {} of {}",
                    route.path, first.at.line, first.at.file
                ),
                format!("give one of them another: {}", attr::REQUEST),
            ));
        } else {
            taken.insert(&route.path, item);
        }
    }
    problems
}

/// The name of what answers a request, as it is written.
fn pair(items: &[Placed], placed: &Placed) -> Result<EcoString, Problem> {
    let item = &placed.parsed.item;
    let name = plain(&item.ident);
    let problem = |what: String, help: String| {
        Err(Problem::new(report::ENDPOINT, item.at.clone(), what, help))
    };
    let Some(answers_name) = answers_name(name) else {
        return problem(
            format!("`{name}` is a request, and its name does not say what answers it"),
            format!("call it `{name}Req`, and what answers it `{name}Res`"),
        );
    };
    if !matches!(item.body, Body::Struct(Fields::Named(_))) || item.stated.is_some() {
        return problem(
            format!("`{name}` is a request, and its input is no object"),
            format!("write `pub struct {name} {{ … }}`, with braces also where nothing is in it"),
        );
    }
    match answer(items, placed) {
        Some(number) => Ok(items[number].parsed.item.ident.clone()),
        None => problem(
            format!("nothing answers the request `{name}`"),
            format!("write `pub struct {answers_name} {{ … }}` beside it"),
        ),
    }
}

fn inputs(
    known: &Known<'_>,
    placed: &Placed,
    record: &Record,
    injectable: &dyn Fn(&Placed, &Ty) -> bool,
    problems: &mut Vec<Problem>,
) -> Vec<RouteInput> {
    let item = &placed.parsed.item;
    let is_query = item.options.route.as_ref().is_some_and(|it| it.is_query);
    let mut inputs = Vec::new();
    for field in item.body.fields() {
        let name = plain(&field.ident);
        let own = record.fields.iter().find(|it| it.name == name);
        let mut refuse = |what: String, help: &str| {
            problems.push(Problem::new(report::RULE, field.at.clone(), what, help));
        };
        match (own, field.rules.inject) {
            (_, Some(from)) => {
                if !injectable(placed, &field.ty) {
                    let what = format!("`{name}` is filled with a text, and its type takes none");
                    refuse(
                        what,
                        "write `String`, or `Option<String>` where it need not be there",
                    );
                }
                inputs.push(RouteInput {
                    key: key(item, field),
                    aliases: field.serde.aliases.clone(),
                    form: InputForm::Json,
                    given: Given::Injected {
                        from,
                        optional: is_option(&field.ty),
                    },
                });
            }
            (Some(own), None) => {
                let form = form(known, &own.shape);
                if is_query && has_json(&form) {
                    let what = format!("`{name}` has no form in a query string");
                    refuse(
                        what,
                        "take texts, numbers, `bool`s, enums without fields, and lists and options of them; or take \
                         `query` away",
                    );
                }
                inputs.push(RouteInput {
                    key: own.key.clone(),
                    aliases: own.aliases.clone(),
                    given: given(field, &own.shape, own.presence, is_query),
                    form,
                });
            }
            (None, None) if field.serde.flatten && is_query => {
                let what = format!("`{name}` is flattened, which a query string does not allow");
                refuse(what, "write its fields out, or take `query` away");
            }
            (None, None) => {}
        }
    }
    inputs
}

/// The key of a field that is read: serde's own rule.
fn key(item: &Item, field: &Field) -> EcoString {
    let renamed = field.serde.rename.accepted.clone();
    renamed.unwrap_or_else(|| {
        let rule = item.serde.rename_all.accepted.as_deref();
        wire::key_of_field(plain(&field.ident), rule)
    })
}

fn given(field: &Field, shape: &Shape, presence: Presence, is_query: bool) -> Given {
    if let Some(json) = &field.rules.default {
        return Given::Default(json.clone());
    }
    match (presence, shape) {
        (Presence::Optional | Presence::OrNull, _) => Given::Maybe,
        // There is no other way to say that a list is empty.
        (_, Shape::List(_)) if is_query => Given::Default("[]".to_owned()),
        (_, Shape::Text(Text::Any)) if field.rules.required => Given::Blank("\"\"".to_owned()),
        (_, Shape::List(_)) if field.rules.required => Given::Blank("[]".to_owned()),
        (_, Shape::Map { .. }) if field.rules.required => Given::Blank("{}".to_owned()),
        _ => Given::Always,
    }
}

fn is_option(ty: &Ty) -> bool {
    matches!(ty, Ty::Path { segments, .. } if segments.last().is_some_and(|it| it == "Option"))
}

fn has_json(form: &InputForm) -> bool {
    match form {
        InputForm::Json => true,
        InputForm::Text | InputForm::Number | InputForm::Bool => false,
        InputForm::List(of) => matches!(**of, InputForm::Json | InputForm::List(_)),
    }
}

/// Whether any text is a value of it.
fn is_injectable(known: &Known<'_>, shape: &Shape) -> bool {
    match shape {
        Shape::Text(Text::Any) => true,
        Shape::Option(of) => is_injectable(known, of),
        Shape::Ref { file, name, .. } => match known.accepted(file, name) {
            Some(Definition {
                shape: TypeShape::Newtype(of),
                ..
            }) => is_injectable(known, of),
            _ => false,
        },
        _ => false,
    }
}

/// What of a shape has rules.
fn ruled_form(shape: &Shape) -> RuledForm {
    match shape {
        Shape::Text(Text::Any) => RuledForm::Text,
        Shape::List(_) | Shape::Map { .. } => RuledForm::Elements,
        Shape::Int(int) => RuledForm::Int(*int),
        Shape::NonZero(int) => RuledForm::NonZero(*int),
        Shape::Float { .. } => RuledForm::Float,
        Shape::Any
        | Shape::Null
        | Shape::Bool
        | Shape::Text(_)
        | Shape::Option(_)
        | Shape::Array(..)
        | Shape::Tuple(_)
        | Shape::BuiltIn(..)
        | Shape::Param(_)
        | Shape::Ref { .. } => RuledForm::Other,
    }
}

/// Whether a definition is what is read.
fn is_accepted(side: Side) -> bool {
    match side {
        Side::Both | Side::Accepted => true,
        Side::Written => false,
    }
}
