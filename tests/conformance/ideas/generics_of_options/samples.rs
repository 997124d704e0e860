use crate::models::generics_of_options::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
writes([Slots {
    options: Slot { value: None, maybe: Some(Some(1)), list: vec![None, Some(Some(2))] },
    units: Slot { value: (), maybe: None, list: vec![] },
    nested: Slot { value: Slot { value: true, maybe: None, list: vec![] }, maybe: None, list: vec![None] },
}])
.refuses([
    r#"{"options":{"value":"x","maybe":null,"list":[]},"units":{"value":null,"maybe":null,"list":[]},"nested":{"value":{"value":true,"maybe":null,"list":[]},"maybe":null,"list":[]}}"#,
    r#"{"options":{"value":null,"maybe":null,"list":["x"]},"units":{"value":null,"maybe":null,"list":[]},"nested":{"value":{"value":true,"maybe":null,"list":[]},"maybe":null,"list":[]}}"#,
    r#"{"options":{"value":null,"maybe":null,"list":[]},"units":{"value":0,"maybe":null,"list":[]},"nested":{"value":{"value":true,"maybe":null,"list":[]},"maybe":null,"list":[]}}"#,
    r#"{"options":{"value":null,"maybe":null,"list":[]},"units":{"value":null,"maybe":null,"list":[]},"nested":{"value":{"value":1,"maybe":null,"list":[]},"maybe":null,"list":[]}}"#,
]),
    ]
}
