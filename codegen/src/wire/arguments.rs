//! The arguments of generic types whose parameters lie among other keys.

use super::all::All;
use super::flat::Need;
use super::form::Form;
use super::spots::spots;
use crate::model::Shape;
use crate::report::{self, Problem};

/// What the type arguments in one definition ask of its own parameters, and what is wrong with the others.
pub(super) fn arguments(all: &All<'_>, number: usize) -> (Vec<Need>, Vec<Problem>) {
    let (mut needs, mut problems) = (Vec::new(), Vec::new());
    let item = all.item(number);
    let Some(shape) = all.lowered[number].on(all.side) else {
        return (needs, problems);
    };
    for spot in spots(item, shape) {
        let mut refs = Vec::new();
        references(spot.shape, &mut refs);
        for (file, name, args) in refs {
            let Some(target) = all.context.number(file, name) else {
                continue;
            };
            let target = &all.lowered[target];
            for need in &target.needs {
                let position = target.params.iter().position(|it| *it == need.param);
                let Some(arg) = position.and_then(|position| args.get(position)) else {
                    continue;
                };
                match all.form(arg) {
                    Form::Param(param) => needs.push(Need {
                        param,
                        ..need.clone()
                    }),
                    form => {
                        if let Some(what) = unfit(&form, need) {
                            let what = format!(
                                "`{}` of `{name}` lies among other keys, and {what}",
                                need.param
                            );
                            let help = "write a struct with other keys for it";
                            let at = spot.at(item).clone();
                            problems.push(Problem::new(report::SERDE_ATTRIBUTE, at, what, help));
                        }
                    }
                }
            }
        }
    }
    (needs, problems)
}

fn unfit(form: &Form, need: &Need) -> Option<String> {
    match form {
        Form::Object(object) => {
            let taken = object.keys.iter().find(|key| need.keys.contains(key));
            match taken {
                Some(key) => Some(format!("this has the key `{key}` too")),
                None if object.any || (need.flat && object.rest) => {
                    Some("this would take every key".to_owned())
                }
                None if need.flat && object.closed => Some("this refuses unknown keys".to_owned()),
                None => None,
            }
        }
        Form::Tagged(_) => Some("this is an enum with its tag as a key".to_owned()),
        Form::Nothing => Some("this is no object".to_owned()),
        Form::Other(what) => Some(format!("{what} is no object")),
        Form::Param(_) => None,
    }
}

type Reference<'a> = (&'a [String], &'a str, &'a [Shape]);

/// Every reference with arguments in a shape.
pub(super) fn references<'a>(shape: &'a Shape, found: &mut Vec<Reference<'a>>) {
    if let Shape::Ref {
        file, name, args, ..
    } = shape
        && !args.is_empty()
    {
        found.push((file, name, args));
    }
    for child in shape.children() {
        references(child, found);
    }
}
