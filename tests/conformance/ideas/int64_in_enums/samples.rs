use crate::models::int64_in_enums::*;
use crate::{Subject, writes};

fn inner(id: i64) -> Inner {
    Inner { id, small: 1 }
}

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([External::Nothing, External::One(-1), External::Two(1, true)])
            .holds([
                External::One(i64::MIN),
                External::Two(u64::MAX, false),
                External::Named {
                    id: 9_007_199_254_740_993,
                    next: Some(Box::new(External::One(i64::MAX))),
                },
            ])
            .refuses([r#"{"One":1.5}"#, r#"{"Two":[-1,true]}"#])
            .refuses_beyond([r#"{"One":9223372036854775808}"#]),
        writes([
            Internal::Nothing,
            Internal::Wrapped(inner(5)),
            Internal::Named {
                id: 1,
                list: vec![-1],
            },
        ])
        .holds([
            Internal::Wrapped(inner(i64::MIN)),
            Internal::Named {
                id: u64::MAX,
                list: vec![0, i64::MAX],
            },
        ])
        .refuses_beyond([
            r#"{"type":"Wrapped","id":9223372036854775808,"small":1}"#,
            r#"{"type":"Named","id":18446744073709551616,"list":[]}"#,
        ]),
        writes([Adjacent::Nothing, Adjacent::Two(1, -1)]).holds([
            Adjacent::One(u128::MAX),
            Adjacent::Two(i64::MAX, i64::MIN),
            Adjacent::Named { id: u64::MAX },
        ]),
        writes([
            Untagged::Flag(true),
            Untagged::Small(255),
            Untagged::Wide(-5),
            Untagged::Wide(256),
            Untagged::Inner(inner(5)),
            Untagged::List(vec![1, 2]),
        ])
        .holds([
            Untagged::Wide(i64::MIN),
            Untagged::Wider(u64::MAX),
            Untagged::Inner(inner(i64::MAX)),
            Untagged::List(vec![u64::MAX, 0]),
        ])
        .refuses_beyond(["18446744073709551616", "[-1]"]),
        writes([
            Either::Wide { id: 1, sure: true },
            Either::Narrow {
                id: 1,
                name: "1".to_owned(),
            },
            Either::Other { size: 1.5 },
        ])
        .tolerates([r#"{"id":1,"size":1.5}"#])
        .holds([Either::Wide {
            id: i64::MAX,
            sure: false,
        }])
        .refuses_beyond([r#"{"id":9007199254740993,"name":""}"#]),
        writes([Zero::Some(5.try_into().unwrap()), Zero::Small(0)])
            .holds([Zero::Some(std::num::NonZeroU64::MAX)])
            .refuses(["-1"]),
        writes([Loose::Tagged(1), Loose::Alone(-1)])
            .holds([Loose::Tagged(u64::MAX), Loose::Alone(i64::MIN)])
            .refuses([r#"{"Tagged":-1}"#, "\"1\""]),
    ]
}
