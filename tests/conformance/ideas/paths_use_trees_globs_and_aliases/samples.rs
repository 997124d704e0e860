use crate::models::paths_use_trees_globs_and_aliases::parts::{Colour, deep};

use crate::models::paths_use_trees_globs_and_aliases::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
writes([Uses {
    colour: Colour::Red,
    inner: deep::Inner { colour: Colour::Red },
    other: deep::Other(1),
    globbed: deep::more::Globbed { of: Colour::Red },
    map: [("a".to_owned(), 1)].into(),
    maybe: None,
    full: Colour::Red,
    own: Colour::Red,
    std: vec![1],
}])
.refuses([
    r#"{"colour":"Blue","inner":{"colour":"Red"},"other":1,"globbed":{"of":"Red"},"map":{},"maybe":null,"full":"Red","own":"Red","std":[]}"#,
    r#"{"colour":"Red","inner":{},"other":1,"globbed":{"of":"Red"},"map":{},"maybe":null,"full":"Red","own":"Red","std":[]}"#,
    r#"{"colour":"Red","inner":{"colour":"Red"},"other":256,"globbed":{"of":"Red"},"map":{},"maybe":null,"full":"Red","own":"Red","std":[]}"#,
    r#"{"colour":"Red","inner":{"colour":"Red"},"other":1,"globbed":{},"map":{},"maybe":null,"full":"Red","own":"Red","std":[]}"#,
    r#"{"colour":"Red","inner":{"colour":"Red"},"other":1,"globbed":{"of":"Red"},"map":{},"maybe":null,"full":"Red","own":"Red","std":[256]}"#,
]),
    ]
}
