use std::collections::BTreeMap;

use crate::models::int64_among_other_keys::*;
use crate::{Subject, writes};

fn ids(id: i64) -> Ids {
    Ids {
        id,
        parent: Some(id.unsigned_abs()),
    }
}

fn page<T>(items: Vec<T>, total: u64) -> Page<T> {
    Page { items, total }
}

pub fn subjects() -> Vec<Subject> {
    let name = || "5".to_owned();
    let rest = |number| Rest {
        name: name(),
        rest: BTreeMap::from([("a".to_owned(), number), ("b".to_owned(), 0)]),
    };
    let flat = |id, size| Flat {
        name: name(),
        ids: ids(id),
        size,
    };
    let maybe = |ids| Maybe { name: name(), ids };
    let around = |inner| Around {
        name: name(),
        inner,
    };
    vec![
        writes([flat(5, Size::Exact(1)), flat(0, Size::None)])
            .holds([
                flat(i64::MIN, Size::Exact(u64::MAX)),
                flat(i64::MAX, Size::None),
            ])
            .refuses([r#"{"name":"","id":1.5,"parent":null,"None":null}"#])
            .refuses_beyond([r#"{"name":"","id":9223372036854775808,"parent":null,"None":null}"#]),
        writes([rest(1)])
            .holds([rest(u64::MAX), rest(9_007_199_254_740_993)])
            .refuses([r#"{"name":"","a":-1}"#, r#"{"name":"","a":"1"}"#])
            .refuses_beyond([r#"{"name":"","a":18446744073709551616}"#]),
        writes([maybe(Some(ids(5))), maybe(None)]).holds([maybe(Some(ids(i64::MIN)))]),
        writes([Pages {
            ids: page(vec![1, -2], 2),
            flat: page(vec![ids(3)], 1),
            texts: page(vec![name()], 1),
        }])
        .holds([Pages {
            ids: page(vec![i64::MIN, i64::MAX, 0], u64::MAX),
            flat: page(vec![ids(i64::MIN)], 9_007_199_254_740_992),
            texts: page(vec![name()], 9_007_199_254_740_993),
        }]),
        writes([page(vec![Some(name())], 1)]).holds([page(vec![None, Some(name())], u64::MAX)]),
        writes([around(Some(page(vec![1_u32], 1))), around(None)])
            .holds([around(Some(page(vec![1_u32], u64::MAX)))]),
    ]
}
