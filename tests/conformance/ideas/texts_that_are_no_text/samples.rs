use crate::models::texts_that_are_no_text::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Words {
            text: "\u{0}\u{7f}\u{10ffff}".to_owned(),
            letter: Some('\u{ffff}'),
            by_word: [("\u{e000}".to_owned(), 1)].into(),
        }])
        .refuses([
            r#"{"text":"\ud83d","letter":null,"by_word":{}}"#,
            r#"{"text":"a\udc00b","letter":null,"by_word":{}}"#,
            r#"{"text":"","letter":"\ud83d","by_word":{}}"#,
            r#"{"text":"","letter":null,"by_word":{"\ud83d":1}}"#,
        ]),
    ]
}
