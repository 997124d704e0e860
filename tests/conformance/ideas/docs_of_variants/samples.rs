use crate::models::docs_of_variants::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    let line = || Line { amount: 1 };
    let since = || "1970".to_owned();
    vec![
        writes([
            External::Open,
            External::Closed,
            External::Sent(1),
            External::Priced(line()),
            External::Moved(1, true),
            External::Lost { since: since() },
            External::Maybe(None),
            External::Maybe(Some(line())),
            External::Plain { a: 1 },
        ])
        .refuses([r#""Sent""#]),
        writes([
            Internal::Open,
            Internal::Sent(line()),
            Internal::Lost { since: since() },
            Internal::Priced {
                currency: "EUR".to_owned(),
                line: line(),
            },
            Internal::Plain { a: 1 },
        ])
        .refuses([r#"{"type":"Sent"}"#]),
        writes([
            Adjacent::Open,
            Adjacent::Sent(1),
            Adjacent::Moved(1, true),
            Adjacent::Lost { since: since() },
            Adjacent::Plain,
        ])
        .refuses([r#"{"t":"Sent"}"#]),
        writes([
            Untagged::Number(1),
            Untagged::Text("1".to_owned()),
            Untagged::Object { since: since() },
            Untagged::Tuple(1, true),
            Untagged::Nothing,
        ])
        .refuses(["true"]),
        writes([Level::None, Level::Some, Level::All]).refuses(["3"]),
        writes([Short::A, Short::B(1)]).refuses([r#""B""#]),
        writes([Alone::One]).refuses([r#""Two""#]),
        writes([AloneWithKey::A(1)]).refuses([r#""A""#]),
        writes([AloneWithTag::A(line())]).refuses([r#"{"type":"A"}"#]),
        writes([AloneAndBare::A(Some(line())), AloneAndBare::A(None)]).refuses(["1"]),
        writes([Names::One, Names::Two(1), Names::Loose(true)])
            .reads([r#""Another""#, r#"{"Both":1}"#])
            .refuses(["1"])
            .never_writes([r#""Another""#]),
        writes([Others::Known])
            .reads([r#"{"kind":"Unseen"}"#])
            .refuses(["{}"]),
        writes([
            Mixed::Flags(vec![true]),
            Mixed::Text(None),
            Mixed::Text(Some("t".to_owned())),
            Mixed::Same(vec![]),
        ])
        .refuses(["1"]),
        writes([
            Either::One(1_u8),
            Either::Other(Some(true)),
            Either::Other(None),
        ])
        .refuses([r#""One""#]),
        writes([
            Ring::Text("t".to_owned()),
            Ring::Next(Box::new(Chain::Number(1))),
            Ring::Next(Box::new(Chain::Flag(true))),
        ]),
        writes([
            Chain::Number(1),
            Chain::Flag(true),
            Chain::Ring(Ok(Box::new(Ring::Text("t".to_owned())))),
            Chain::Ring(Err(true)),
        ]),
    ]
}
