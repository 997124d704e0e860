use crate::models::struct_tuple::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Pair("a".to_owned(), 1)]).refuses([
            "[]",
            r#"["a"]"#,
            r#"["a",1,2]"#,
            r#"["a","b"]"#,
            r#"{"0":"a","1":1}"#,
            "null",
        ]),
        writes([
            Triple(None, Pair(String::new(), 0), vec![true]),
            Triple(Some(1), Pair(String::new(), 0), vec![]),
        ])
        .refuses([
            r#"[null,["",0]]"#,
            r#"[null,["",0,0],[]]"#,
            r#"[256,["",0],[]]"#,
            r#"[null,["",0],[0]]"#,
        ]),
    ]
}
