use crate::models::docs_deprecated::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Old {
            old_name: 1,
            new_name: 2,
        }])
        .refuses(["{}"]),
        writes([Mode::Fine, Mode::Gone, Mode::Going(1)]).refuses([r#""going""#]),
    ]
}
