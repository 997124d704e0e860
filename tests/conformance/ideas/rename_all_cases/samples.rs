use crate::models::rename_all_cases::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Lower {
            first_name: 1,
            url2_path: 2,
            __x: 3,
        }])
        .refuses([r#"{"firstname":1}"#]),
        writes([Upper {
            first_name: 1,
            url2_path: 2,
            __x: 3,
        }])
        .refuses([r#"{"first_name":1,"url2_path":2,"__x":3}"#]),
        writes([Pascal {
            first_name: 1,
            url2_path: 2,
            __x: 3,
        }])
        .refuses([r#"{"firstName":1,"url2Path":2,"x":3}"#]),
        writes([Camel {
            first_name: 1,
            url2_path: 2,
            __x: 3,
            trailing_: 4,
            r#type: 5,
        }])
        .refuses([r#"{"first_name":1,"url2_path":2,"__x":3,"trailing_":4,"type":5}"#]),
        writes([Snake {
            first_name: 1,
            url2_path: 2,
            __x: 3,
            camelCase: 4,
        }])
        .refuses([r#"{"first_name":1,"url2_path":2,"__x":3,"camel_case":4}"#]),
        writes([Screaming {
            first_name: 1,
            url2_path: 2,
            __x: 3,
            camelCase: 4,
        }])
        .refuses([r#"{"FIRST_NAME":1,"URL2_PATH":2,"__X":3,"CAMEL_CASE":4}"#]),
        writes([Kebab {
            first_name: 1,
            url2_path: 2,
            __x: 3,
        }])
        .refuses([r#"{"first-name":1,"url-2-path":2,"--x":3}"#]),
        writes([ScreamingKebab {
            first_name: 1,
            url2_path: 2,
            __x: 3,
        }])
        .refuses([r#"{"FIRST_NAME":1}"#]),
    ]
}
