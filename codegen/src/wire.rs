//! Item → Definition: the JSON that serde writes and the JSON that it accepts. The only room that knows serde's rules.

mod abroad;
mod all;
mod arguments;
mod buffer;
mod case;
mod context;
mod endless;
mod fields;
mod flat;
mod form;
mod item;
mod known;
mod numbers;
mod serde_as;
mod sides;
mod spots;
mod std;
mod ty;
mod variants;
mod wide;
mod with;

use ::std::collections::BTreeMap;

use self::all::{All, Lowered};
pub use self::case::CASES;
use self::context::Context;
pub use self::known::{Known, known};
use self::ty::Scope;
pub use self::wide::Rounding;
use crate::check::Placed;
use crate::model::{Definition, Item, Side, TypeShape};
use crate::report::{self, Problem};
use crate::resolve::plain;
use crate::scan::Tree;

/// The types on the wire.
pub struct Wire {
    /// Those without a mistake.
    pub definitions: Vec<Definition>,
    /// Every mistake in the others.
    pub problems: Vec<Problem>,
    /// The lines of `schema.lock` that say which fields hold integers of 64 bits and more.
    pub wide: Vec<String>,
}

/// Lowers all items, both sides of each. Those without a mistake have one definition where serde accepts what it
/// writes, else two. `types` is `[generate.types]`: what has the JSON of a type of a crate that is not listed. `rounding`
/// is where wide integers are told of.
#[must_use]
pub fn lower_all(
    tree: &Tree,
    items: &[Placed],
    types: &BTreeMap<String, String>,
    rounding: Rounding,
) -> Wire {
    let context = Context::new(tree, items, types);
    let mut lowered: Vec<Lowered> = (0..items.len())
        .map(|number| written(&context, number))
        .collect();

    sides::directions(&context, &mut lowered);
    let mut next: Vec<usize> = (0..items.len()).collect();
    while !next.is_empty() {
        for number in next {
            accept(&context, &mut lowered[number], number);
        }
        next = sides::spread(&mut lowered);
    }

    for side in [Side::Written, Side::Accepted] {
        settle(&context, &mut lowered, side);
    }
    for number in endless::endless(&context, &lowered) {
        let problem = endless::problem(&items[number].parsed.item);
        lowered[number].problems.push(problem);
    }
    let all = All {
        context: &context,
        lowered: &lowered,
        side: Side::Accepted,
    };
    for (number, problem) in buffer::buffered(&all) {
        lowered[number].problems.push(problem);
    }
    definitions(&context, lowered, rounding)
}

fn written(context: &Context<'_>, number: usize) -> Lowered {
    let placed = &context.items[number];
    let item = &placed.parsed.item;
    let mut scope = Scope::of_item(context, placed.module, item, Side::Written);
    let written = (!placed.by_hand)
        .then(|| item::lower(item, &mut scope))
        .flatten();
    let types = item
        .generics
        .iter()
        .filter(|generic| generic.constant.is_none());
    Lowered {
        params: types.map(|generic| generic.name.clone()).collect(),
        // The keys of what lies among others may be other keys on the other side.
        differs: scope.differs
            || item::differs(item)
            || written.as_ref().is_some_and(flat::is_open),
        written,
        uses: scope.uses,
        raw: scope.raw,
        problems: scope.problems,
        ..Lowered::default()
    }
}

/// Lowers what is accepted where that can differ from what is written.
fn accept(context: &Context<'_>, lowered: &mut Lowered, number: usize) {
    if lowered.only_written || !lowered.differs {
        return;
    }
    let placed = &context.items[number];
    if placed.by_hand {
        return;
    }
    let item = &placed.parsed.item;
    let mut scope = Scope::of_item(context, placed.module, item, Side::Accepted);
    lowered.accepted = item::lower(item, &mut scope);
    lowered.uses.extend(scope.uses);
    lowered.problems.extend(scope.problems);
}

/// Settles what lies among the keys of others, once the others are known.
fn settle(context: &Context<'_>, lowered: &mut [Lowered], side: Side) {
    let open: Vec<usize> = (0..lowered.len())
        .filter(|&number| match side {
            Side::Accepted => lowered[number].accepted.as_ref().is_some_and(flat::is_open),
            Side::Both | Side::Written => {
                lowered[number].written.as_ref().is_some_and(flat::is_open)
            }
        })
        .collect();
    if open.is_empty() {
        return;
    }
    let look = |lowered: &[Lowered], number: usize| {
        let all = All {
            context,
            lowered,
            side,
        };
        let shape = lowered[number].on(side)?;
        Some(flat::settle(&all, number, shape))
    };
    let settled: Vec<_> = open.iter().map(|&number| look(lowered, number)).collect();
    for (number, settled) in open.into_iter().zip(settled) {
        let Some(settled) = settled else { continue };
        let it = &mut lowered[number];
        match side {
            Side::Accepted => it.accepted = settled.shape.or(it.accepted.take()),
            Side::Both | Side::Written => it.written = settled.shape.or(it.written.take()),
        }
        it.needs.extend(settled.needs);
        it.problems.extend(settled.problems);
    }
    settle_arguments(context, lowered, side);
}

/// Looks at the type arguments of generic types whose parameters lie among other keys, until nothing new is asked.
fn settle_arguments(context: &Context<'_>, lowered: &mut [Lowered], side: Side) {
    let mut asked = lowered.iter().any(|it| !it.needs.is_empty());
    while asked {
        asked = false;
        for number in 0..lowered.len() {
            let all = All {
                context,
                lowered,
                side,
            };
            let (needs, problems) = arguments::arguments(&all, number);
            let it = &mut lowered[number];
            for need in needs {
                if !it.needs.contains(&need) {
                    it.needs.push(need);
                    asked = true;
                }
            }
            if !asked {
                it.problems.extend(problems);
            }
        }
    }
}

fn definitions(context: &Context<'_>, lowered: Vec<Lowered>, rounding: Rounding) -> Wire {
    let split = sides::split(&lowered);
    let any_split = split.contains(&true);
    let is_split = |file: &[String], name: &str| {
        context
            .number(file, name)
            .is_some_and(|number| split[number])
    };
    let mut definitions = Vec::with_capacity(lowered.len());
    let (mut problems, mut lines) = (Vec::new(), Vec::new());
    for (number, it) in lowered.into_iter().enumerate() {
        let item = &context.items[number].parsed.item;
        let is_wrong = report::any_error(&it.problems);
        problems.extend(it.problems);
        let (Some(mut written), false) = (it.written, is_wrong) else {
            continue;
        };
        for (line, warning) in wide::wide(item, &written, rounding) {
            lines.push(line);
            problems.extend(warning);
        }
        let accepted =
            split[number].then(|| it.accepted.unwrap_or_else(|| sides::accepted(&written)));
        let points = any_split && it.uses.iter().any(|&used| split[used]);
        if points {
            sides::point(&mut written, Side::Written, &is_split);
        }
        let side = if split[number] {
            Side::Written
        } else {
            Side::Both
        };
        definitions.push(definition(item, &it.params, side, written));
        if let Some(mut accepted) = accepted {
            if points {
                sides::point(&mut accepted, Side::Accepted, &is_split);
            }
            definitions.push(definition(item, &it.params, Side::Accepted, accepted));
        }
    }
    Wire {
        definitions,
        problems,
        wide: lines,
    }
}

fn definition(item: &Item, params: &[String], side: Side, shape: TypeShape) -> Definition {
    Definition {
        name: plain(&item.ident).to_owned(),
        side,
        file: item.file.clone(),
        kind: item.kind,
        durable: item.durable.clone(),
        progress: item.options.progress,
        docs: item.docs.clone(),
        deprecated: item.deprecated.clone(),
        params: params.to_vec(),
        shape,
        at: item.at.clone(),
    }
}
