use crate::models::recursive_struct::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Comment {
                text: "a".to_owned(),
                replies: vec![],
                quoted: None,
            },
            Comment {
                text: "a".to_owned(),
                replies: vec![Comment {
                    text: "b".to_owned(),
                    replies: vec![Comment {
                        text: "c".to_owned(),
                        replies: vec![],
                        quoted: None,
                    }],
                    quoted: None,
                }],
                quoted: Some(Box::new(Comment {
                    text: "q".to_owned(),
                    replies: vec![],
                    quoted: None,
                })),
            },
        ])
        .refuses([
            r#"{"text":"a","replies":[{"text":"b"}],"quoted":null}"#,
            r#"{"text":"a","replies":[{"text":1,"replies":[],"quoted":null}],"quoted":null}"#,
            r#"{"text":"a","replies":null,"quoted":null}"#,
            r#"{"text":"a","replies":[],"quoted":"q"}"#,
        ]),
    ]
}
