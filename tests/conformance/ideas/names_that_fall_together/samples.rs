use crate::models::names_that_fall_together as m;

use crate::models::names_that_fall_together::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Fields {
            foo_bar: 1,
            fooBar: 2,
            foo__bar: 3,
            FooBar: 4,
        }])
        .refuses([r#"{"foo_bar":1,"fooBar":2,"foo__bar":3}"#]),
        writes([Door::Open, Door::OpenWide]).refuses([r#""Wide""#]),
        writes([DoorOpen::Wide, DoorOpen::Narrow]).refuses([r#""OpenWide""#]),
        writes([DoorOpenNarrow { n: 1 }]).refuses(["{}"]),
        writes([
            m::Cases::foo,
            m::Cases::Foo,
            m::Cases::foo_bar,
            m::Cases::FooBar,
        ])
        .refuses([r#""fooBar""#]),
        writes([m::Foo {
            s: "s".to_owned(),
            lower: m::foo { n: 1 },
        }])
        .refuses([r#"{"s":"s","lower":{"s":"s"}}"#]),
    ]
}
