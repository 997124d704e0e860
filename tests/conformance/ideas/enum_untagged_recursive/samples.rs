use crate::models::enum_untagged_recursive::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![writes([
        Json::Null,
        Json::Bool(true),
        Json::Number(1.5),
        Json::Text("t".to_owned()),
        Json::List(vec![Json::Null, Json::List(vec![])]),
        Json::Object([("a".to_owned(), Json::List(vec![Json::Text("b".to_owned())]))].into()),
    ])]
}
