use crate::models::names_raw as m;

use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            m::r#match {
                r#fn: 1,
                r#type: m::r#async::r#await,
            },
            m::r#match {
                r#fn: 1,
                r#type: m::r#async::r#yield { r#move: 1 },
            },
        ])
        .refuses([
            r##"{"r#fn":1,"type":"await"}"##,
            r##"{"fn":1,"type":"r#await"}"##,
            r#"{"fn":1,"type":{"yield":{}}}"#,
        ]),
    ]
}
