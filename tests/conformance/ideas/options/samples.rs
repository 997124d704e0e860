use crate::models::options::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Options {
                maybe: None,
                text: None,
                list: None,
                own: None,
            },
            Options {
                maybe: Some(0),
                text: Some(String::new()),
                list: Some(vec![None, Some(true)]),
                own: Some(Box::new(Options {
                    maybe: None,
                    text: None,
                    list: None,
                    own: None,
                })),
            },
        ])
        .fills(["{}", r#"{"maybe":1,"text":null,"list":null,"own":{}}"#])
        .refuses([
            r#"{"maybe":"","text":null,"list":null,"own":null}"#,
            r#"{"maybe":null,"text":0,"list":null,"own":null}"#,
            r#"{"maybe":null,"text":null,"list":[0],"own":null}"#,
            r#"{"maybe":null,"text":null,"list":null,"own":{"maybe":false}}"#,
        ]),
    ]
}
