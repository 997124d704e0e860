use crate::models::modules_in_folders::placed::Placed;
use crate::models::modules_in_folders::shop::cart::{Cart, items::Item};

use crate::models::modules_in_folders::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Top {
            cart: Cart {
                items: vec![Item { n: 1 }],
            },
            item: Item { n: 2 },
            placed: Placed { of: Item { n: 3 } },
        }])
        .refuses([
            r#"{"cart":{"items":[{}]},"item":{"n":1},"placed":{"of":{"n":1}}}"#,
            r#"{"cart":{"items":[]},"item":{"n":1},"placed":{"of":{}}}"#,
        ]),
    ]
}
