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
use ::std::mem;
use ecow::EcoString;

use self::all::{All, Lowered, Users};
pub use self::case::{CASES, field as key_of_field};
use self::context::{Context, Familiar};
pub use self::fields::field_name;
pub use self::known::{Known, known};
use self::ty::Scope;
pub use self::wide::Rounding;
use crate::check::Placed;
use crate::model::{Definition, Item, Kind, Shape, Side, Ty, TypeShape};
use crate::parallel;
use crate::report::{self, Problem};
use crate::resolve::plain;
use crate::scan::{ModuleId, Tree};

/// The types on the wire.
#[derive(Default)]
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
    let mut next: Vec<usize> = (0..items.len()).collect();
    let mut lowered = each(&context, &next, |number, familiar| {
        written(&context, familiar, number)
    });

    sides::directions(&context, &mut lowered);
    while !next.is_empty() {
        let accepted = each(&context, &next, |number, familiar| {
            let differs = !lowered[number].only_written && lowered[number].differs;
            differs.then(|| accept(&context, familiar, number))
        });
        for (number, accepted) in next.into_iter().zip(accepted) {
            if let Some(accepted) = accepted {
                let it = &mut lowered[number];
                it.accepted = accepted.shape;
                it.uses.extend(accepted.uses);
                it.problems.extend(accepted.problems);
            }
        }
        next = sides::spread(&mut lowered);
    }

    for side in [Side::Written, Side::Accepted] {
        settle(&context, &mut lowered, side);
    }
    let users = Users::of_all(&lowered);
    // One look at each, since there are many and they lie far apart.
    let looks = parallel::map(&lowered, |it| {
        let next = endless::next(&context, it);
        ((next, buffer::lost(it)), sides::is_split(it))
    });
    let ((next, lost), split): ((Vec<_>, Vec<_>), Vec<_>) = looks.into_iter().unzip();
    for number in endless::endless(&next) {
        let problem = endless::problem(&items[number].parsed.item);
        lowered[number].problems.push(problem);
    }
    let all = All {
        context: &context,
        lowered: &lowered,
        side: Side::Accepted,
    };
    for (number, problem) in buffer::buffered(&all, &users, lost) {
        lowered[number].problems.push(problem);
    }
    let split = sides::split(split, &lowered, &users);
    definitions(&context, lowered, &split, rounding)
}

/// What serde writes for a type that stands in a module, outside of the models; `None` when that is not known.
#[must_use]
pub fn shape_in(
    tree: &Tree,
    items: &[Placed],
    types: &BTreeMap<String, String>,
    module: ModuleId,
    ty: &Ty,
) -> Option<Shape> {
    let context = Context::new(tree, items, types);
    let mut familiar = Familiar::default();
    Scope::of_module(&context, &mut familiar, module, Side::Written).shape(ty)
}

/// How many types are lowered in one go. Those of one file know its names from each other.
const TOGETHER: usize = 40;

/// Does the work for each of these types, on all cores. Where there are several packages it goes in order: the first path
/// that leads to something of another one is how it is named from then on.
fn each<R: Send>(
    context: &Context<'_>,
    numbers: &[usize],
    work: impl Fn(usize, &mut Familiar) -> R + Sync,
) -> Vec<R> {
    let together = |numbers: &&[usize]| {
        let mut familiar = Familiar::default();
        let done = numbers.iter().map(|&number| work(number, &mut familiar));
        done.collect::<Vec<R>>()
    };
    let some: Vec<&[usize]> = numbers.chunks(TOGETHER).collect();
    let done = if context.tree.is_at_home() {
        parallel::map(&some, together)
    } else {
        some.iter().map(together).collect()
    };
    done.into_iter().flatten().collect()
}

fn written(context: &Context<'_>, familiar: &mut Familiar, number: usize) -> Lowered {
    let placed = &context.items[number];
    let item = &placed.parsed.item;
    let mut scope = Scope::of_item(context, familiar, placed.module, item, Side::Written);
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

/// What serde accepts for a type where that was looked at by itself.
#[derive(Default)]
struct Accepted {
    shape: Option<TypeShape>,
    uses: Vec<usize>,
    problems: Vec<Problem>,
}

fn accept(context: &Context<'_>, familiar: &mut Familiar, number: usize) -> Accepted {
    let placed = &context.items[number];
    if placed.by_hand {
        return Accepted::default();
    }
    let item = &placed.parsed.item;
    let mut scope = Scope::of_item(context, familiar, placed.module, item, Side::Accepted);
    Accepted {
        shape: item::lower(item, &mut scope),
        uses: scope.uses,
        problems: scope.problems,
    }
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
    let settled = parallel::map(&open, |&number| look(lowered, number));
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

fn definitions(
    context: &Context<'_>,
    mut lowered: Vec<Lowered>,
    split: &[bool],
    rounding: Rounding,
) -> Wire {
    let any_split = split.contains(&true);
    let is_split = |file: &[String], name: &str| {
        context
            .number(file, name)
            .is_some_and(|number| split[number])
    };
    let define_all = |wire: &mut Wire, number: usize, it: Lowered| {
        let item = &context.items[number].parsed.item;
        let is_wrong = report::any_error(&it.problems);
        wire.problems.extend(it.problems);
        let (Some(mut written), false) = (it.written, is_wrong) else {
            return;
        };
        for (line, warning) in wide::wide(item, &written, rounding) {
            wire.wide.push(line);
            wire.problems.extend(warning);
        }
        let is_request = item.kind == Kind::Api;
        let accepted = (split[number] || is_request)
            .then(|| it.accepted.unwrap_or_else(|| sides::accepted(&written)));
        let points = any_split && it.uses.iter().any(|&used| split[used]);
        if points {
            sides::point(&mut written, Side::Written, &is_split);
        }
        let side = if split[number] && !is_request {
            Side::Written
        } else {
            Side::Both
        };
        let mut define = |side, shape| {
            wire.definitions
                .push(definition(item, &it.params, side, shape));
        };
        if !is_request {
            define(side, written);
        }
        if let Some(mut accepted) = accepted {
            if points {
                sides::point(&mut accepted, Side::Accepted, &is_split);
            }
            // A request arrives, and nothing else: it is what clients write.
            define(if is_request { side } else { Side::Accepted }, accepted);
        }
    };
    let some: Vec<&mut [Lowered]> = lowered.chunks_mut(TOGETHER).collect();
    let made = parallel::map_into(some, |chunk, some| {
        let numbers = chunk * TOGETHER..chunk * TOGETHER + some.len();
        let mut wire = Wire::default();
        wire.definitions
            .reserve_exact(some.len() + split[numbers.clone()].iter().filter(|it| **it).count());
        for (number, it) in numbers.zip(some) {
            define_all(&mut wire, number, mem::take(it));
        }
        wire
    });
    let mut all = Wire::default();
    let count = made.iter().map(|wire| wire.definitions.len()).sum();
    all.definitions.reserve_exact(count);
    for wire in made {
        all.definitions.extend(wire.definitions);
        all.problems.extend(wire.problems);
        all.wide.extend(wire.wide);
    }
    all
}

fn definition(item: &Item, params: &[EcoString], side: Side, shape: TypeShape) -> Definition {
    Definition {
        name: plain(&item.ident).into(),
        side,
        file: item.file.clone(),
        kind: item.kind,
        durable: item.durable.clone(),
        progress: item.options.progress,
        route: item.options.route.clone(),
        docs: item.docs.clone(),
        deprecated: item.deprecated.clone(),
        params: params.to_vec(),
        shape,
        at: item.at.clone(),
    }
}
