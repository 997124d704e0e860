use crate::models::generics_const::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
writes([Boards {
    small: Grid { name: "s".to_owned(), cells: vec![[1, 2]], corner: Corner { at: 1 } },
    large: Grid { name: "l".to_owned(), cells: vec![], corner: Corner { at: 1 } },
}])
.refuses([
    r#"{"small":{"name":"s","cells":[[1,2,3]],"corner":{"at":1}},"large":{"name":"","cells":[],"corner":{"at":1}}}"#,
    r#"{"small":{"name":"s","cells":[],"corner":{"at":1}},"large":{"name":"","cells":[[1,2]],"corner":{"at":1}}}"#,
]),
    ]
}
