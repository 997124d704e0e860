use crate::models::names_of_variants_equal_in_one_file::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Town {
                door: Door::Open,
                shop: Shop::Open { until: 8 },
                open: DoorOpen::Wide,
            },
            Town {
                door: Door::Broken("b".to_owned()),
                shop: Shop::Broken(Door::Closed),
                open: DoorOpen::Narrow,
            },
        ])
        .refuses([
            r#"{"door":{"Open":{"until":8}},"shop":"Closed","open":"Wide"}"#,
            r#"{"door":"Open","shop":"Open","open":"Wide"}"#,
        ]),
    ]
}
