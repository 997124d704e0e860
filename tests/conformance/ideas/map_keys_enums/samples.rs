use crate::models::map_keys_enums::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Votes {
                by_colour: [].into(),
                seen: [].into(),
            },
            Votes {
                by_colour: [(Colour::Red, 1), (Colour::DarkBlue, 2), (Colour::Green, 3)].into(),
                seen: [Colour::Green].into(),
            },
        ])
        .reads([r#"{"by_colour":{"red":1},"seen":["red","red"]}"#])
        .refuses([
            r#"{"by_colour":{"Red":1},"seen":[]}"#,
            r#"{"by_colour":{"green":1},"seen":[]}"#,
            r#"{"by_colour":{"red":-1},"seen":[]}"#,
            r#"{"by_colour":{},"seen":["blue"]}"#,
        ]),
    ]
}
