use crate::models::names_odd as m;

use crate::models::names_odd::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([HTTPServer {
            _private: 1,
            trailing_: 2,
            double__score: 3,
            x1: 4,
            v2_beta: 5,
            camelCase: 6,
            SHOUT: 7,
            größe: 8,
            名前: 9,
            a: 10,
            A: 11,
        }])
        .refuses(["{}"]),
        writes([
            snake_type {
                inner: m::Ünïcödé::Été,
            },
            snake_type {
                inner: m::Ünïcödé::lower,
            },
            snake_type {
                inner: m::Ünïcödé::With_Score,
            },
            snake_type {
                inner: m::Ünïcödé::V2,
            },
            snake_type {
                inner: m::Ünïcödé::ABTest { ab: 1 },
            },
        ])
        .refuses([r#"{"inner":"Ete"}"#]),
    ]
}
