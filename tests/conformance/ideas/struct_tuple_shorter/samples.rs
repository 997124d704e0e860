use crate::models::struct_tuple_shorter::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Short(1, None), Short(1, Some(2))])
            .reads(["[1,null]"])
            .refuses(["[]", "[1,2,3]", r#"[1,"x"]"#]),
    ]
}
