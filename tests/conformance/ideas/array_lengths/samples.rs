use crate::models::array_lengths::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
writes([Lengths { named: [1, 2], far: [1, 2, 3], chained: [1, 2], suffixed: [1], hexadecimal: [1, 2], underscored: [1] }])
    .refuses([
        r#"{"named":[1],"far":[1,2,3],"chained":[1,2],"suffixed":[1],"hexadecimal":[1,2],"underscored":[1]}"#,
        r#"{"named":[1,2],"far":[1,2],"chained":[1,2],"suffixed":[1],"hexadecimal":[1,2],"underscored":[1]}"#,
        r#"{"named":[1,2],"far":[1,2,3],"chained":[1],"suffixed":[1],"hexadecimal":[1,2],"underscored":[1]}"#,
        r#"{"named":[1,2],"far":[1,2,3],"chained":[1,2],"suffixed":[],"hexadecimal":[1,2],"underscored":[1]}"#,
        r#"{"named":[1,2],"far":[1,2,3],"chained":[1,2],"suffixed":[1],"hexadecimal":[1],"underscored":[1]}"#,
        r#"{"named":[1,2],"far":[1,2,3],"chained":[1,2],"suffixed":[1],"hexadecimal":[1,2],"underscored":[]}"#,
    ]),
    ]
}
