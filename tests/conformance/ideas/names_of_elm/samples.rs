use crate::models::names_of_elm as m;

use crate::models::names_of_elm::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            List {
                msg: Msg::Just(Maybe::Nothing),
                dict: Dict {
                    cmd: Cmd(1),
                    order: Order::LT,
                },
            },
            List {
                msg: Msg::True,
                dict: Dict {
                    cmd: Cmd(1),
                    order: Order::EQ,
                },
            },
        ])
        .refuses([
            r#"{"msg":{"Just":"True"},"dict":{"cmd":1,"order":"LT"}}"#,
            r#"{"msg":true,"dict":{"cmd":1,"order":"LT"}}"#,
        ]),
        writes([
            Msg::Nothing,
            Msg::Ok(1),
            Msg::Err("e".to_owned()),
            Msg::False,
        ])
        .refuses(["null"]),
        writes([m::Bool(Int(1), Float(0.5))]).refuses(["true"]),
        writes([Decoder {
            value: Value::Encode(1),
            never: Never {
                platform: Platform,
                codec: Codec {
                    set: m::Set(vec![1]),
                },
            },
        }])
        .refuses([r#"{"value":"Decode"}"#]),
    ]
}
