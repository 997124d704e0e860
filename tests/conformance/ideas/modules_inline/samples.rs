use crate::models::modules_inline::billing::{Invoice, lines::Line};

use crate::models::modules_inline::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Invoice {
            lines: vec![Line {
                cents: 1,
                by: Some(Payer {
                    name: "a".to_owned(),
                }),
                credit: None,
            }],
            payer: Payer {
                name: "b".to_owned(),
            },
        }])
        .refuses([
            r#"{"lines":[{"cents":1,"by":{},"credit":null}],"payer":{"name":""}}"#,
            r#"{"lines":[],"payer":null}"#,
        ]),
        writes([Line {
            cents: 1,
            by: None,
            credit: None,
        }])
        .refuses([r#"{"cents":-1,"by":null,"credit":null}"#]),
    ]
}
