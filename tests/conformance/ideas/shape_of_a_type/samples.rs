use crate::models::shape_of_a_type::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Drawing {
            colour: Colour { red: 1, green: 2 },
            lines: [("l".to_owned(), Line(vec![Point { x: 1, y: 2 }]))].into(),
        }])
        .refuses([
            r#"{"colour":{"red":1,"green":2},"lines":{}}"#,
            r#"{"colour":"1/2","lines":{"l":[{"x":1}]}}"#,
            r#"{"colour":"1/2","lines":{"l":1}}"#,
        ]),
        writes([Colour { red: 1, green: 2 }]).refuses(["1"]),
    ]
}
