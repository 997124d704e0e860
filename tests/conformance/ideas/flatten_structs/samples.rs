use crate::models::flatten_structs::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Page {
                title: "t".to_owned(),
                paging: Paging {
                    page_number: 1,
                    per_page: None,
                },
                author: Box::new(Author {
                    name: "n".to_owned(),
                    place: Place {
                        city: "c".to_owned(),
                    },
                }),
            },
            Page {
                title: "t".to_owned(),
                paging: Paging {
                    page_number: 1,
                    per_page: Some(2),
                },
                author: Box::new(Author {
                    name: "n".to_owned(),
                    place: Place {
                        city: "c".to_owned(),
                    },
                }),
            },
        ])
        .tolerates([
            r#"{"title":"t","pageNumber":1,"perPage":null,"name":"n","city":"c","more":1}"#,
        ])
        .fills([r#"{"title":"t","pageNumber":1,"name":"n","city":"c"}"#])
        .refuses([
            r#"{"title":"t","pageNumber":1,"perPage":null,"name":"n"}"#,
            r#"{"title":"t","perPage":null,"name":"n","city":"c"}"#,
            r#"{"title":"t","paging":{"pageNumber":1,"perPage":null},"name":"n","city":"c"}"#,
            r#"{"title":"t","pageNumber":"1","perPage":null,"name":"n","city":"c"}"#,
            "[]",
            "null",
        ]),
        writes([Author {
            name: "n".to_owned(),
            place: Place {
                city: "c".to_owned(),
            },
        }])
        .refuses([r#"{"name":"n","place":{"city":"c"}}"#]),
    ]
}
