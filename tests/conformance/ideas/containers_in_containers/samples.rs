use crate::models::containers_in_containers::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
writes([
    Deep {
        options: vec![None, Some(vec![None, Some(1)])],
        tuples: [("a".to_owned(), (1, Some((true, 'c')))), ("b".to_owned(), (2, None))].into(),
        arrays: Some([None, Some(vec![1])]),
        maps: vec![[(1, [("x".to_owned(), vec![Kind::A, Kind::B(None), Kind::C { deep: vec![Kind::B(Some(1))] }])].into())].into()],
        units: vec![(), ()],
        pairs: [(1, "p".to_owned())].into(),
        optional_map: Some([("n".to_owned(), None), ("k".to_owned(), Some(Kind::A))].into()),
    },
    Deep { options: vec![], tuples: [].into(), arrays: None, maps: vec![], units: vec![], pairs: [].into(), optional_map: None },
])
.refuses([
    r#"{"options":[[["x"]]],"tuples":{},"arrays":null,"maps":[],"units":[],"pairs":[],"optional_map":null}"#,
    r#"{"options":[],"tuples":{"a":[1]},"arrays":null,"maps":[],"units":[],"pairs":[],"optional_map":null}"#,
    r#"{"options":[],"tuples":{"a":[1,[true]]},"arrays":null,"maps":[],"units":[],"pairs":[],"optional_map":null}"#,
    r#"{"options":[],"tuples":{},"arrays":[null],"maps":[],"units":[],"pairs":[],"optional_map":null}"#,
    r#"{"options":[],"tuples":{},"arrays":null,"maps":[{"1":{"x":["B"]}}],"units":[],"pairs":[],"optional_map":null}"#,
    r#"{"options":[],"tuples":{},"arrays":null,"maps":[{"a":{}}],"units":[],"pairs":[],"optional_map":null}"#,
    r#"{"options":[],"tuples":{},"arrays":null,"maps":[],"units":[0],"pairs":[],"optional_map":null}"#,
    r#"{"options":[],"tuples":{},"arrays":null,"maps":[],"units":[],"pairs":[[1]],"optional_map":null}"#,
    r#"{"options":[],"tuples":{},"arrays":null,"maps":[],"units":[],"pairs":[],"optional_map":{"k":"D"}}"#,
]),
    ]
}
