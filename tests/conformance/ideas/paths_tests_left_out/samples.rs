use crate::models::paths_tests_left_out::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![writes([Kept { n: 1 }]).refuses(["{}"])]
}
