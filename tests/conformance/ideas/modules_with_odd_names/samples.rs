use crate::models::modules_with_odd_names::json_decode::Decode;
use crate::models::modules_with_odd_names::list::List;
use crate::models::modules_with_odd_names::r#type::Type;

use crate::models::modules_with_odd_names::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Main {
            list: List { list: vec![] },
            r#type: Type::Alias(Box::new(Type::Type)),
            decode: Decode { decode: 1 },
        }])
        .refuses([
            r#"{"list":{},"type":"Type","decode":{"decode":1}}"#,
            r#"{"list":{"list":[]},"type":"Alias","decode":{"decode":1}}"#,
        ]),
    ]
}
