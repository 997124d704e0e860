use crate::models::docs_that_end_comments::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Documented {
            first: 1,
            second: 2,
            empty: 3,
            third: 4,
        }])
        .refuses(["{}"]),
        writes([Choice::One, Choice::Two { inner: 1 }, Choice::Three(1)])
            .refuses([r#"{"Two":{}}"#]),
    ]
}
