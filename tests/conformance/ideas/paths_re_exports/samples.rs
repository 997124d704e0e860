use crate::models::paths_re_exports::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Holder {
            hidden: Hidden { n: 1 },
            public: Public { s: "s".to_owned() },
            relayed: Public { s: "r".to_owned() },
            twice: Hidden { n: 2 },
        }])
        .refuses([
            r#"{"hidden":{"s":""},"public":{"s":""},"relayed":{"s":""},"twice":{"n":1}}"#,
            r#"{"hidden":{"n":1},"public":{"n":1},"relayed":{"s":""},"twice":{"n":1}}"#,
            r#"{"hidden":{"n":1},"public":{"s":""},"relayed":{"n":1},"twice":{"n":1}}"#,
            r#"{"hidden":{"n":1},"public":{"s":""},"relayed":{"s":""},"twice":{"s":""}}"#,
        ]),
    ]
}
