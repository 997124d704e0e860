use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

use crate::models::map_keys_uuids_and_dates::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Calendar {
                owners: HashMap::new(),
                days: BTreeMap::new(),
                moments: BTreeMap::new(),
            },
            Calendar {
                owners: [(
                    Uuid::from_u128(0x0189_0a5d_ac96_774b_bcce_b302_099a_8057),
                    "a".to_owned(),
                )]
                .into(),
                days: [("2024-02-29".parse().unwrap(), 1)].into(),
                moments: [("2024-02-29T12:00:00Z".parse().unwrap(), 1)].into(),
            },
        ])
        .refuses([
            r#"{"owners":{"me":"a"},"days":{},"moments":{}}"#,
            r#"{"owners":{},"days":{"2023-02-29":1},"moments":{}}"#,
            r#"{"owners":{},"days":{"today":1},"moments":{}}"#,
            r#"{"owners":{},"days":{},"moments":{"2024-02-29":1}}"#,
        ]),
    ]
}
