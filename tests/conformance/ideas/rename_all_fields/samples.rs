use crate::models::rename_all_fields::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Moved::FarAway {
                first_stop: 1,
                last_stop: 2,
            },
            Moved::CloseBy { first_stop: 1 },
            Moved::Never,
            Moved::Once(1),
        ])
        .refuses([
            r#"{"far_away":{"first_stop":1,"LAST":2}}"#,
            r#"{"close_by":{"firstStop":1}}"#,
            r#"{"FarAway":{"firstStop":1,"LAST":2}}"#,
        ]),
    ]
}
