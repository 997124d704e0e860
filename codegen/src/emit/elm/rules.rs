//! The rules of a definition, as a function that looks at all of them.

use super::super::ruled::Looks;
use super::module::Core;
use super::pattern::{self, Pattern};
use super::scope::Scope;
use super::writer::{Key, Name, Place, Writer};
use crate::model::{Key as MapKey, Presence, Range, Rules, Shape, TypeShape, WireField};

/// What looks at a value: a function of `BuildAmpRules` and what it is handed.
enum Rule<'a> {
    /// `Rules.email`
    Bare(&'static str),
    /// `Rules.maxLength 500`
    Length(&'static str, usize),
    /// `Rules.intRange (Just 1) Nothing`
    Range(&'static str, [Option<Bound>; 2]),
    /// `Rules.pattern "a" (Pattern.oneOf "aa")`
    Pattern(&'a str, Pattern),
    /// `Rules.optional [ Rules.email ]`
    All(&'static str, Vec<Self>),
    /// `Rules.each (Rules.within validateComment)`
    Each(&'static str, Box<Self>),
    /// `Rules.within validateComment`: the rules of the definition at this index.
    Within(&'static str, usize),
}

/// A bound of a range.
enum Bound {
    Int(i128),
    Float(f64),
}

/// The function that looks at the rules of a value.
pub(super) fn validate<'l>(w: &mut Writer, scope: &Scope, name: &str, looks: &Looks<'l>) {
    w.text("{-| All rules that it breaks, as the server looks at them.");
    for field in left_out(looks) {
        w.text(" The pattern of ").text(field);
        w.text(" is looked at by the server alone.");
    }
    w.hard_line().text("-}").hard_line();
    validate_head(w, scope, name, scope.names.ty());
    match looks {
        Looks::Fields(fields, among) => {
            let TypeShape::Record(record) = &scope.definition.shape else {
                return;
            };
            let of = |&(field, _): &(&'l WireField, _)| {
                let place = record.fields.iter().position(|it| it.key == field.key)?;
                Some((field.key.as_str(), of_field(scope, field), place))
            };
            // What lies among the keys has the place of the whole.
            let among = among.iter().map(|among| {
                let rules = vec![Rule::Within(joint(scope, among.of), among.of)];
                ("", rules, record.fields.len() + among.place)
            });
            let rules = fields.iter().filter_map(of).chain(among);
            let rules: Vec<_> = rules.filter(|(_, rules, _)| !rules.is_empty()).collect();
            parameter(w, scope, if rules.is_empty() { "_" } else { "value" });
            w.text(" =")
                .tab(|w| of_fields(w.hard_line(), scope, &rules));
        }
        Looks::Whole(_) => {
            parameter(w, scope, "value");
            w.text(" =").tab(|w| of_whole(w.hard_line(), scope));
        }
    }
}

/// The signature of such a function of a type of this name, and its name.
pub(super) fn validate_head(w: &mut Writer, scope: &Scope, name: &str, ty: &str) {
    w.text(name).text(" : ").text(ty).text(" -> ");
    w.known(scope.module.core(Core::List));
    w.text(" ").known("Rules.FieldError");
    w.hard_line().text(name);
}

/// The fields whose pattern Elm has no function for.
fn left_out<'a>(looks: &'a Looks) -> impl Iterator<Item = &'a str> {
    let fields = match looks {
        Looks::Fields(fields, _) => fields.as_slice(),
        Looks::Whole(_) => &[],
    };
    let patterns = fields.iter().filter_map(|(field, _)| {
        let pattern = field.rules.pattern.as_deref()?;
        Some((field.name.as_str(), pattern))
    });
    patterns
        .filter(|(_, pattern)| pattern::read(pattern).is_none())
        .map(|(name, _)| name)
}

fn parameter(w: &mut Writer, scope: &Scope, name: &str) {
    if scope.is_alias() || name == "_" {
        w.text(" ").text(name);
    } else {
        let constructor = scope.constructor();
        w.text(" (")
            .text(constructor)
            .text(" ")
            .text(name)
            .text(")");
    }
}

/// A field: its key, its rules, and its place among the names of all.
type Field<'a> = (&'a str, Vec<Rule<'a>>, usize);

fn of_fields(w: &mut Writer, scope: &Scope, fields: &[Field]) {
    let one = |w: &mut Writer, (key, rules, place): &Field| {
        w.keyed(Place::Alone, "Rules.field", Key::Text(key), |w| {
            list(w.line(), scope, rules);
            w.line().text("value.").text(scope.fields[0].get(*place));
        });
    };
    match fields {
        [] => _ = w.text("[]"),
        [only] => one(w, only),
        fields => w.call(Place::Alone, Name::Known("List.concat"), |w| {
            w.line().list(fields, one);
        }),
    }
}

/// The rules of what a newtype stands for, which has its place.
fn of_whole(w: &mut Writer, scope: &Scope) {
    let TypeShape::Newtype(shape) = &scope.definition.shape else {
        return;
    };
    match leading(scope, shape) {
        Some(Rule::Within(_, index)) => {
            w.name(scope.module.validate_name(index)).text(" value");
        }
        Some(rule) => {
            // `Rules.each (..) "" value`
            let all = [rule];
            w.keyed(Place::Alone, "Rules.field", Key::Text(""), |w| {
                list(w.line(), scope, &all);
                w.line().text("value");
            });
        }
        None => _ = w.text("[]"),
    }
}

/// All rules of a field.
fn of_field<'a>(scope: &Scope, field: &'a WireField) -> Vec<Rule<'a>> {
    let rules: &Rules = &field.rules;
    let within = of_shape(scope, &field.shape, rules);
    match field.presence {
        Presence::Always | Presence::OrNull | Presence::Required => within,
        // What the server has a default for need not be there.
        Presence::Optional => maybe(rules.required && rules.default.is_none(), within),
    }
}

/// All rules of a value.
fn of_shape<'a>(scope: &Scope, shape: &Shape, rules: &'a Rules) -> Vec<Rule<'a>> {
    if let Shape::Option(of) = shape {
        return maybe(rules.required, of_shape(scope, of, rules));
    }
    let mut all = own(shape, rules);
    all.extend(leading(scope, shape));
    all
}

/// The rules of what may be missing.
fn maybe(is_required: bool, rules: Vec<Rule>) -> Vec<Rule> {
    match (is_required, rules.is_empty()) {
        (true, _) => vec![Rule::All("Rules.needed", rules)],
        (false, false) => vec![Rule::All("Rules.optional", rules)],
        (false, true) => rules,
    }
}

/// The rules of the value itself.
fn own<'a>(shape: &Shape, rules: &'a Rules) -> Vec<Rule<'a>> {
    let lengths = |least, most| {
        let lengths = [(least, rules.min_length), (most, rules.max_length)];
        let given = |(function, length): (_, Option<usize>)| Some(Rule::Length(function, length?));
        lengths.into_iter().filter_map(given)
    };
    let filled = |function, checks: Vec<Rule<'a>>| {
        if rules.required {
            vec![Rule::All(function, checks)]
        } else {
            checks
        }
    };
    match shape {
        Shape::Text(_) => {
            let mut checks: Vec<_> = lengths("Rules.minLength", "Rules.maxLength").collect();
            let pattern = rules.pattern.as_deref();
            checks.extend(pattern.and_then(|it| Some(Rule::Pattern(it, pattern::read(it)?))));
            checks.extend(rules.email.then_some(Rule::Bare("Rules.email")));
            checks.extend(rules.url.then_some(Rule::Bare("Rules.url")));
            let checks = filled("Rules.filled", checks);
            if rules.trim && !checks.is_empty() {
                vec![Rule::All("Rules.trimmed", checks)]
            } else {
                checks
            }
        }
        Shape::List(_) => {
            let checks = lengths("Rules.minItems", "Rules.maxItems").collect();
            filled("Rules.filledList", checks)
        }
        Shape::Map { .. } => {
            let checks = lengths("Rules.minEntries", "Rules.maxEntries").collect();
            filled("Rules.filledDict", checks)
        }
        Shape::Int(_) | Shape::NonZero(_) => range("Rules.intRange", rules, |it| {
            it.parse().ok().map(Bound::Int)
        }),
        Shape::Float { .. } => range("Rules.floatRange", rules, |it| {
            it.parse().ok().map(Bound::Float)
        }),
        // Whether they are there is all that is asked of others.
        Shape::Any
        | Shape::Null
        | Shape::Bool
        | Shape::Option(_)
        | Shape::Array(..)
        | Shape::Tuple(_)
        | Shape::BuiltIn(..)
        | Shape::Param(_)
        | Shape::Ref { .. } => Vec::new(),
    }
}

fn range<'a>(
    function: &'static str,
    rules: &Rules,
    read: fn(&str) -> Option<Bound>,
) -> Vec<Rule<'a>> {
    let bounds = |range: &Range| {
        let bounds = [&range.min, &range.max];
        Rule::Range(function, bounds.map(|bound| read(bound.as_deref()?)))
    };
    rules.range.as_ref().map(bounds).into_iter().collect()
}

/// A number as elm-format prints it.
fn decimal(number: f64) -> String {
    if number == 0.0 || (1e-6..1e15).contains(&number.abs()) {
        return number.to_string();
    }
    let text = format!("{number:e}");
    match text.split_once('e') {
        Some((digits, power)) if !digits.contains('.') => format!("{digits}.0e{power}"),
        _ => text,
    }
}

/// The rules of what lies in a value.
fn leading<'a>(scope: &Scope, shape: &Shape) -> Option<Rule<'a>> {
    match shape {
        Shape::Option(of) => Some(Rule::All("Rules.optional", vec![leading(scope, of)?])),
        Shape::List(of) | Shape::Array(of, _) => {
            let of = leading(scope, of)?;
            Some(Rule::Each("Rules.each", Box::new(of)))
        }
        Shape::Map { key, of } => {
            let function = match key {
                MapKey::Int(int) if !int.is_wide() => "Rules.intValues",
                MapKey::Int(_) | MapKey::Text(_) | MapKey::Bool | MapKey::Tag(_) => "Rules.values",
            };
            Some(Rule::Each(function, Box::new(leading(scope, of)?)))
        }
        Shape::Ref { .. } => {
            let index = scope.find(shape)?;
            let all = scope.module.all;
            let is_ruled = all.api.ruled[index];
            is_ruled.then(|| Rule::Within(joint(scope, index), index))
        }
        Shape::Any
        | Shape::Null
        | Shape::Bool
        | Shape::Int(_)
        | Shape::NonZero(_)
        | Shape::Float { .. }
        | Shape::Text(_)
        | Shape::Tuple(_)
        | Shape::BuiltIn(..)
        | Shape::Param(_) => None,
    }
}

/// How the way to a value goes on into it: to a key of it, or to an element of what a newtype stands for.
fn joint(scope: &Scope, index: usize) -> &'static str {
    let graph = &scope.module.all.graph;
    let mut index = index;
    // Newtypes that lead to each other in a circle have no rules.
    for _ in 0..graph.definitions.len() {
        let TypeShape::Newtype(shape) = &graph.definitions[index].shape else {
            break;
        };
        let mut shape = shape;
        while let Shape::Option(of) = shape {
            shape = of;
        }
        match graph.find_ref(shape) {
            Some(next) => index = next,
            None => return "Rules.beneath",
        }
    }
    "Rules.within"
}

fn list(w: &mut Writer, scope: &Scope, rules: &[Rule]) {
    w.short_list(rules, |w, rule| write(w, scope, rule, Place::Alone));
}

fn write(w: &mut Writer, scope: &Scope, rule: &Rule, place: Place) {
    match rule {
        Rule::Bare(function) => _ = w.known(function),
        Rule::Length(function, length) => w.call(place, Name::Known(function), |w| {
            w.line().number(*length);
        }),
        Rule::Range(function, bounds) => w.call(place, Name::Known(function), |w| {
            for bound in bounds {
                let Some(bound) = bound else {
                    w.line().text("Nothing");
                    continue;
                };
                w.line().text("(Just ");
                match bound {
                    Bound::Int(number) => w.argument_integer(*number),
                    Bound::Float(number) => _ = w.text(&decimal(*number)),
                }
                w.text(")");
            }
        }),
        Rule::Pattern(text, of) => {
            w.keyed(place, "Rules.pattern", Key::Text(text), |w| {
                pattern::write(w.line(), of, Place::Argument);
            });
        }
        Rule::All(function, rules) => w.call(place, Name::Known(function), |w| {
            list(w.line(), scope, rules);
        }),
        Rule::Each(function, of) => w.call(place, Name::Known(function), |w| {
            write(w.line(), scope, of, Place::Argument);
        }),
        Rule::Within(function, index) => w.call(place, Name::Known(function), |w| {
            w.line().name(scope.module.validate_name(*index));
        }),
    }
}
