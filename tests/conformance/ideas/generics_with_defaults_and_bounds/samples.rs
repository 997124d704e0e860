use crate::models::generics_with_defaults_and_bounds::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
writes([Uses {
    plain: Reply { data: Some("a".to_owned()), error: None },
    one: Reply { data: Some(1), error: Some(Failure { code: 404 }) },
    two: Reply { data: Some(true), error: Some(1) },
    bounded: Bounded('a', 'b'),
}])
.refuses([
    r#"{"plain":{"data":1,"error":null},"one":{"data":null,"error":null},"two":{"data":null,"error":null},"bounded":["a","b"]}"#,
    r#"{"plain":{"data":null,"error":null},"one":{"data":"a","error":null},"two":{"data":null,"error":null},"bounded":["a","b"]}"#,
    r#"{"plain":{"data":null,"error":null},"one":{"data":null,"error":1},"two":{"data":null,"error":null},"bounded":["a","b"]}"#,
    r#"{"plain":{"data":null,"error":null},"one":{"data":null,"error":null},"two":{"data":1,"error":null},"bounded":["a","b"]}"#,
    r#"{"plain":{"data":null,"error":null},"one":{"data":null,"error":null},"two":{"data":null,"error":null},"bounded":["a"]}"#,
]),
    ]
}
