use crate::models::serde_with_bytes::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Encoded {
                base64: vec![0, 255, 254],
                hex: vec![0, 171],
                maybe: None,
                bytes: vec![1],
            },
            Encoded {
                base64: vec![1],
                hex: vec![],
                maybe: Some(vec![255]),
                bytes: vec![],
            },
        ])
        .refuses([
            r#"{"base64":"AP","hex":"","maybe":null,"bytes":[]}"#,
            r#"{"base64":"AP-_","hex":"","maybe":null,"bytes":[]}"#,
            r#"{"base64":"!!!!","hex":"","maybe":null,"bytes":[]}"#,
            r#"{"base64":"","hex":"0","maybe":null,"bytes":[]}"#,
            r#"{"base64":"","hex":"0g","maybe":null,"bytes":[]}"#,
            r#"{"base64":"","hex":[0],"maybe":null,"bytes":[]}"#,
            r#"{"base64":"","hex":"","maybe":"x","bytes":[]}"#,
            r#"{"base64":"","hex":"","maybe":null,"bytes":[256]}"#,
        ]),
    ]
}
