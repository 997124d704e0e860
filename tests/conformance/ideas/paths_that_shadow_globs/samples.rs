use crate::models::paths_that_shadow_globs as m;

use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
writes([m::Uses { point: m::Point { x: 1 }, shared: m::Shared { here: true }, there: m::all::Shared { there: true }, only: m::all::OnlyThere(1), kind: m::Kind::Line(1) }])
    .refuses([
        r#"{"point":[1,2,3],"shared":{"here":true},"there":{"there":true},"only":1,"kind":"Point"}"#,
        r#"{"point":"Point","shared":{"here":true},"there":{"there":true},"only":1,"kind":"Point"}"#,
        r#"{"point":{"x":1},"shared":{"there":true},"there":{"there":true},"only":1,"kind":"Point"}"#,
        r#"{"point":{"x":1},"shared":{"here":true},"there":{"here":true},"only":1,"kind":"Point"}"#,
        r#"{"point":{"x":1},"shared":{"here":true},"there":{"there":true},"only":256,"kind":"Point"}"#,
        r#"{"point":{"x":1},"shared":{"here":true},"there":{"there":true},"only":1,"kind":{"x":1}}"#,
    ]),
    ]
}
