//! Regular expressions as values of `BuildAmpPattern`: Elm's own package for them is none that generated code may ask for.
//!
//! What `Pattern` lets through means the same as in regex-lite, by which the server goes. A word's boundary, and an anchor
//! elsewhere than at an end, are looked at by the server alone.

use std::iter::Peekable;
use std::str::Chars;

use super::writer::{Key, Name, Place, Writer};

/// A regular expression that a whole text has to match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Pattern {
    /// One character that is in one of these ranges, the first and the last of each behind each other.
    OneOf(String),
    /// One that is in none of them.
    NoneOf(String),
    Sequence(Vec<Self>),
    Either(Vec<Self>),
    /// At least and at most so often.
    Repeat(usize, Option<usize>, Box<Self>),
}

/// Reads one that is right, as it was checked to be before; `None` where Elm has no function for it.
pub(super) fn read(text: &str) -> Option<Pattern> {
    let mut chars = text.chars().peekable();
    let pattern = either(&mut chars, 0)?;
    chars.next().is_none().then_some(pattern)
}

type Rest<'a> = Peekable<Chars<'a>>;

/// What `|` parts, up to the end or to the parenthesis that closes it.
fn either(rest: &mut Rest, depth: usize) -> Option<Pattern> {
    let mut parts = vec![sequence(rest, depth)?];
    while rest.next_if_eq(&'|').is_some() {
        parts.push(sequence(rest, depth)?);
    }
    Some(single(parts, Pattern::Either))
}

fn sequence(rest: &mut Rest, depth: usize) -> Option<Pattern> {
    let mut parts = Vec::new();
    // The whole text has to match anyway.
    if depth == 0 {
        rest.next_if_eq(&'^');
    }
    while let Some(&next) = rest.peek() {
        if matches!(next, '|' | ')') {
            break;
        }
        if depth == 0 && next == '$' {
            rest.next();
            return matches!(rest.peek(), None | Some('|'))
                .then(|| single(parts, Pattern::Sequence));
        }
        let one = atom(rest, depth)?;
        parts.push(repeated(rest, one)?);
    }
    Some(single(parts, Pattern::Sequence))
}

fn single(mut parts: Vec<Pattern>, several: fn(Vec<Pattern>) -> Pattern) -> Pattern {
    match (parts.len(), parts.pop()) {
        (1, Some(only)) => only,
        (_, last) => {
            parts.extend(last);
            several(parts)
        }
    }
}

fn atom(rest: &mut Rest, depth: usize) -> Option<Pattern> {
    match rest.next()? {
        '\\' => {
            let next = rest.next()?;
            escaped(next).map(Pattern::OneOf)
        }
        '[' => class(rest),
        '(' => {
            if rest.next_if_eq(&'?').is_some() {
                rest.next_if_eq(&':')?;
            }
            let within = either(rest, depth + 1)?;
            rest.next_if_eq(&')')?;
            Some(within)
        }
        '.' => Some(Pattern::NoneOf("\n\n".to_owned())),
        '*' | '+' | '?' | '{' | '^' | '$' => None,
        c => Some(Pattern::OneOf([c, c].iter().collect())),
    }
}

/// How often what stands before it. Whether it is greedy does not show in a match of the whole.
fn repeated(rest: &mut Rest, mut one: Pattern) -> Option<Pattern> {
    while let Some(sign) = rest.next_if(|c| matches!(c, '*' | '+' | '?' | '{')) {
        let (least, most) = match sign {
            '*' => (0, None),
            '+' => (1, None),
            '?' => (0, Some(1)),
            _ => counted(rest)?,
        };
        rest.next_if_eq(&'?');
        one = Pattern::Repeat(least, most, Box::new(one));
    }
    Some(one)
}

/// `{2}`, `{2,}` and `{2,5}`, behind the brace.
fn counted(rest: &mut Rest) -> Option<(usize, Option<usize>)> {
    let least = number(rest)?;
    let most = match rest.next()? {
        '}' => return Some((least, Some(least))),
        ',' if rest.peek() == Some(&'}') => None,
        ',' => Some(number(rest)?),
        _ => return None,
    };
    rest.next_if_eq(&'}')?;
    Some((least, most))
}

fn number(rest: &mut Rest) -> Option<usize> {
    let mut digits = String::new();
    while let Some(digit) = rest.next_if(char::is_ascii_digit) {
        digits.push(digit);
    }
    digits.parse().ok()
}

/// `[a-z]`, behind the bracket.
fn class(rest: &mut Rest) -> Option<Pattern> {
    let several = if rest.next_if_eq(&'^').is_some() {
        Pattern::NoneOf
    } else {
        Pattern::OneOf
    };
    let mut ranges = String::new();
    if rest.peek() == Some(&']') {
        return None;
    }
    loop {
        let of = match rest.next()? {
            ']' => return Some(several(ranges)),
            '\\' => class_escaped(rest.next()?)?,
            c => [c, c].iter().collect(),
        };
        ranges.push_str(&of);
        let mut ahead = rest.clone();
        if ahead.next() != Some('-') || ahead.peek() == Some(&']') {
            continue;
        }
        rest.next();
        let last = match rest.next()? {
            '-' => return None,
            '\\' => class_escaped(rest.next()?)?,
            c => [c, c].iter().collect(),
        };
        let (Some(_), Some(end)) = (one(&of), one(&last)) else {
            return None;
        };
        ranges.pop();
        ranges.push(end);
    }
}

/// The character that such ranges are.
fn one(ranges: &str) -> Option<char> {
    let mut chars = ranges.chars();
    let first = chars.next()?;
    (chars.next() == Some(first) && chars.next().is_none()).then_some(first)
}

fn class_escaped(c: char) -> Option<String> {
    match c {
        '-' => Some("--".to_owned()),
        c => escaped(c),
    }
}

/// What stands for `\d` and its like, of ASCII as in regex-lite.
fn escaped(c: char) -> Option<String> {
    let ranges = match c {
        'd' => "09",
        'D' => "\0/:\u{10ffff}",
        'w' => "09AZ__az",
        'W' => "\0/:@[^``{\u{10ffff}",
        's' => "\t\r  ",
        'S' => "\0\u{8}\u{e}\u{1f}!\u{10ffff}",
        'n' => "\n\n",
        'r' => "\r\r",
        't' => "\t\t",
        'f' => "\u{c}\u{c}",
        'v' => "\u{b}\u{b}",
        'b' | 'B' => return None,
        c => return Some([c, c].iter().collect()),
    };
    Some(ranges.to_owned())
}

/// A pattern as an expression.
pub(super) fn write(w: &mut Writer, pattern: &Pattern, place: Place) {
    match pattern {
        Pattern::OneOf(ranges) => {
            w.keyed(place, "Pattern.oneOf", Key::Text(ranges), |_| {});
        }
        Pattern::NoneOf(ranges) => {
            w.keyed(place, "Pattern.noneOf", Key::Text(ranges), |_| {});
        }
        Pattern::Sequence(parts) => several(w, "Pattern.sequence", parts, place),
        Pattern::Either(parts) => several(w, "Pattern.either", parts, place),
        Pattern::Repeat(least, most, of) => {
            w.call(place, Name::Known("Pattern.repeat"), |w| {
                w.line().number(*least);
                match most {
                    Some(most) => _ = w.line().text("(Just ").number(*most).text(")"),
                    None => _ = w.line().text("Nothing"),
                }
                write(w.line(), of, Place::Argument);
            });
        }
    }
}

fn several(w: &mut Writer, function: &'static str, parts: &[Pattern], place: Place) {
    w.call(place, Name::Known(function), |w| {
        let list = w.line();
        list.short_list(parts, |w, part| write(w, part, Place::Alone));
    });
}
