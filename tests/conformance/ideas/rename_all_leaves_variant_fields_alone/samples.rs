use crate::models::rename_all_leaves_variant_fields_alone::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Shipped::ByTruck { plate_number: 1 },
            Shipped::ByShip {
                ship_name: "a".to_owned(),
                home_port: "b".to_owned(),
            },
        ])
        .refuses([
            r#"{"byTruck":{"plateNumber":1}}"#,
            r#"{"ByTruck":{"plate_number":1}}"#,
        ]),
    ]
}
