use crate::models::struct_tuple_with_attributes::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Late(1, 2)])
            .reads(["[1]"])
            .refuses(["[]", "[1,2,3]", r#"[1,"x"]"#])
            .never_writes(["[1]"]),
        writes([Skipped(1, 0, true)]).refuses(["[1]", "[1,0,true]"]),
        writes([Stamped(chrono::DateTime::UNIX_EPOCH)])
            .refuses([r#""1970-01-01T00:00:00Z""#, "[0]"]),
        writes([AllLate(1, false)])
            .reads(["[]", "[1]"])
            .refuses(["[256]", "null"])
            .never_writes(["[]"]),
    ]
}
