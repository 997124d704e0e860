use crate::models::arrays::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
writes([Arrays { none: [], three: [1, 2, 3], named: [true, false, true], nested: [[1, 2], [3, 4]], most: [7; 32] }])
.refuses([
    r#"{"none":[1],"three":[1,2,3],"named":[true,true,true],"nested":[[1,2],[3,4]],"most":[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]}"#,
    r#"{"none":[],"three":[1,2],"named":[true,true,true],"nested":[[1,2],[3,4]],"most":[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]}"#,
    r#"{"none":[],"three":[1,2,3,4],"named":[true,true,true],"nested":[[1,2],[3,4]],"most":[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]}"#,
    r#"{"none":[],"three":[1,2,3],"named":[true,true],"nested":[[1,2],[3,4]],"most":[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]}"#,
    r#"{"none":[],"three":[1,2,3],"named":[true,true,true],"nested":[[1,2],[3]],"most":[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]}"#,
    r#"{"none":[],"three":[1,2,3],"named":[true,true,true],"nested":[[1,2],[3,4]],"most":[0]}"#,
]),
    ]
}
