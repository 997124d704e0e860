use bytes::Bytes;
use serde_bytes::ByteBuf;

use crate::models::bytes_as_arrays::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Blobs {
                bytes: Bytes::from_static(b"ab"),
                buffer: ByteBuf::from([0, 255]),
                plain: vec![1],
                array: [1, 2, 3, 4],
            },
            Blobs {
                bytes: Bytes::new(),
                buffer: ByteBuf::new(),
                plain: vec![],
                array: [0; 4],
            },
        ])
        .refuses([
            r#"{"bytes":[256],"buffer":[],"plain":[],"array":[1,2,3,4]}"#,
            r#"{"bytes":[],"buffer":[-1],"plain":[],"array":[1,2,3,4]}"#,
            r#"{"bytes":[],"buffer":[],"plain":[1.5],"array":[1,2,3,4]}"#,
            r#"{"bytes":[],"buffer":[],"plain":null,"array":[1,2,3,4]}"#,
            r#"{"bytes":[],"buffer":[],"plain":[],"array":[1,2,3]}"#,
        ]),
    ]
}
