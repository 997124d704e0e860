//! `cfg_if!` and `cfg_select!` where items stand: the arm that is there, where that can be known.

use syn::parse::ParseStream;
use syn::{Item, ItemMacro, MetaList, Token, braced, bracketed, parse_quote};

use super::cfg::{Builds, Known, Predicate};

/// The items with those of arms in the place of the macro. Of arms that are not there the `mod` lines stay, since their
/// files are nobody's mistake. Where Rust code is generated no arm is the one.
pub(super) fn spread(items: Vec<Item>, known: &Known<'_>) -> Vec<Item> {
    if *known.builds == Builds::All {
        return items;
    }
    let each = items.into_iter().flat_map(|item| match item {
        Item::Macro(call) => match chosen(&call, known) {
            Some(items) => spread(items, known),
            None => vec![Item::Macro(call)],
        },
        item => vec![item],
    });
    each.collect()
}

/// `None` for any other macro, for one that does not parse, and where the arm cannot be known.
fn chosen(call: &ItemMacro, known: &Known<'_>) -> Option<Vec<Item>> {
    let name = &call.mac.path.segments.last()?.ident;
    let arms = if name == "cfg_if" {
        call.mac.parse_body_with(cfg_if)
    } else if name == "cfg_select" {
        call.mac.parse_body_with(cfg_select)
    } else {
        return None;
    };
    let mut items = Vec::new();
    let mut is_open = true;
    for arm in arms.ok()? {
        let holds = match &arm.condition {
            Some(condition) if is_open => known.holds(condition)?,
            Some(_) | None => true,
        };
        if is_open && holds {
            items.extend(arm.items);
            is_open = false;
        } else {
            items.extend(arm.items.into_iter().filter_map(left_out));
        }
    }
    Some(items)
}

fn left_out(item: Item) -> Option<Item> {
    match item {
        Item::Mod(mut module) => {
            module.attrs.push(parse_quote! { #[cfg(false)] });
            Some(Item::Mod(module))
        }
        _ => None,
    }
}

struct Arm {
    /// `None` for what stands for the rest.
    condition: Option<Predicate>,
    items: Vec<Item>,
}

/// `if #[cfg(a)] { .. } else if #[cfg(b)] { .. } else { .. }`
fn cfg_if(input: ParseStream<'_>) -> syn::Result<Vec<Arm>> {
    let mut arms = Vec::new();
    loop {
        let condition = match input.parse::<Option<Token![if]>>()? {
            Some(_) => {
                input.parse::<Token![#]>()?;
                let inside;
                bracketed!(inside in input);
                Some(inside.parse::<MetaList>()?.parse_args()?)
            }
            None => None,
        };
        arms.push(Arm {
            condition,
            items: block(input)?,
        });
        if input.parse::<Option<Token![else]>>()?.is_none() {
            return Ok(arms);
        }
    }
}

/// `a => { .. } b => { .. } _ => { .. }`
fn cfg_select(input: ParseStream<'_>) -> syn::Result<Vec<Arm>> {
    let mut arms = Vec::new();
    while !input.is_empty() {
        let condition = match input.parse::<Option<Token![_]>>()? {
            Some(_) => None,
            None => Some(input.parse()?),
        };
        input.parse::<Token![=>]>()?;
        arms.push(Arm {
            condition,
            items: block(input)?,
        });
        input.parse::<Option<Token![,]>>()?;
    }
    Ok(arms)
}

fn block(input: ParseStream<'_>) -> syn::Result<Vec<Item>> {
    let inside;
    braced!(inside in input);
    let mut items = Vec::new();
    while !inside.is_empty() {
        items.push(inside.parse()?);
    }
    Ok(items)
}
