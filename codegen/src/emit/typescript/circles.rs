//! Aliases that would stand for themselves.
//!
//! TypeScript reads the members of an object, the elements of an array and the arguments of an interface when they are
//! needed, but what else an alias is made of at once, the arguments of other aliases included. Where that leads back to
//! the alias, it says TS2456. There the alias in between is written out: its own text holds what led back inside an
//! object or an array, and what it holds bare can have no value.

use super::super::graph;
use super::ty::Ts;

/// The types of all definitions without such circles. `interfaces` tells which are interfaces, `params` which
/// parameters each has.
pub(super) fn cut(types: &mut [Ts], interfaces: &[bool], params: &[&[String]]) {
    let edges: Vec<Vec<usize>> = types
        .iter()
        .zip(interfaces)
        .map(|(ty, &is_interface)| {
            let mut found = Vec::new();
            if !is_interface {
                at_once(ty, interfaces, &mut found);
            }
            found
        })
        .collect();
    let components = graph::components(&edges);
    if !components.cyclic.contains(&true) {
        return;
    }
    let before = types.to_vec();
    for (index, ty) in types.iter_mut().enumerate() {
        if components.cyclic[index] {
            let own = params[index].iter().cloned().map(Ts::Param).collect();
            let circle = Circle {
                types: &before,
                interfaces,
                params,
                of: &components.of,
                component: components.of[index],
            };
            *ty = circle.open(&before[index], &mut vec![(index, own)]);
        }
    }
}

/// The aliases that a type is made of at once.
fn at_once(ty: &Ts, interfaces: &[bool], found: &mut Vec<usize>) {
    match ty {
        Ts::Ref(index, args) if !interfaces[*index] => {
            found.push(*index);
            for arg in args {
                at_once(arg, interfaces, found);
            }
        }
        Ts::Codec("Range" | "RangeFrom" | "RangeTo", _)
        | Ts::Ref(..)
        | Ts::Plain(_)
        | Ts::Param(_)
        | Ts::Array(_)
        | Ts::Tuple(..)
        | Ts::Object(_)
        | Ts::Index(_)
        | Ts::Mapped(..) => {}
        Ts::Codec(_, all) | Ts::Union(all) | Ts::Intersection(all) => {
            for ty in all {
                at_once(ty, interfaces, found);
            }
        }
    }
}

/// Aliases that lead to each other.
struct Circle<'a> {
    types: &'a [Ts],
    interfaces: &'a [bool],
    params: &'a [&'a [String]],
    of: &'a [usize],
    component: usize,
}

/// How many aliases are written out inside each other: one that grows with each turn has no value either.
const DEEPEST: usize = 16;

impl Circle<'_> {
    fn open(&self, ty: &Ts, within: &mut Vec<(usize, Vec<Ts>)>) -> Ts {
        match ty {
            Ts::Ref(index, args) if self.leads_back(ty) => {
                let step = (*index, args.clone());
                if within.len() > DEEPEST || within.contains(&step) {
                    return Ts::Union(Vec::new());
                }
                let body = self.types[*index].replace(&|ty| match ty {
                    Ts::Param(name) => {
                        let place = self.params[*index].iter().position(|param| param == name)?;
                        args.get(place).cloned()
                    }
                    _ => None,
                });
                within.push(step);
                let open = self.open(&body, within);
                within.pop();
                open
            }
            Ts::Union(all) => {
                let all: Vec<Ts> = all.iter().map(|ty| self.open(ty, within)).collect();
                Ts::union(all)
            }
            Ts::Intersection(all) => {
                let all: Vec<Ts> = all.iter().map(|ty| self.open(ty, within)).collect();
                if all.contains(&Ts::Union(Vec::new())) {
                    return Ts::Union(Vec::new());
                }
                Ts::intersection(all)
            }
            Ts::Codec("Bound", args) if self.leads_back(ty) => bound(&args[0]),
            Ts::Codec("Outcome", args) if self.leads_back(ty) => outcome(&args[0], &args[1]),
            // What takes the keys of another type apart needs that type; without it there is nothing to tell of.
            Ts::Codec("NoneOf" | "Keyed", args) => {
                let all: Vec<Ts> = args.iter().map(|ty| self.open(ty, within)).collect();
                if all.contains(&Ts::Union(Vec::new())) {
                    return Ts::Object(Vec::new());
                }
                match ty {
                    Ts::Codec(name, _) => Ts::Codec(name, all),
                    _ => ty.clone(),
                }
            }
            _ => ty.clone(),
        }
    }

    fn leads_back(&self, ty: &Ts) -> bool {
        let mut found = Vec::new();
        at_once(ty, self.interfaces, &mut found);
        found
            .into_iter()
            .any(|index| self.of[index] == self.component)
    }
}

fn carrying(key: &str, of: &Ts) -> Ts {
    Ts::Object(vec![super::ty::Member::new(key, of.clone())])
}

fn bound(of: &Ts) -> Ts {
    Ts::union([
        Ts::plain("\"Unbounded\""),
        carrying("Included", of),
        carrying("Excluded", of),
    ])
}

fn outcome(ok: &Ts, err: &Ts) -> Ts {
    Ts::union([carrying("Ok", ok), carrying("Err", err)])
}
