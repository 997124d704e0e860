use crate::models::rename_all_by_direction::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([Reading {
            sensor_name: "a".to_owned(),
            last_value: 1,
        }])
        .reads([r#"{"sensor-name":"a","v":1}"#])
        .refuses([
            r#"{"sensorName":"a","v":1}"#,
            r#"{"sensor_name":"a","v":1}"#,
        ])
        .never_writes([r#"{"sensor-name":"a","v":1}"#]),
        writes([Alarm::Silent, Alarm::Loud { how_loud: 1 }])
            .reads([r#""Silent""#, r#"{"Loud":{"HowLoud":1}}"#])
            .refuses([r#""SILENT""#, r#"{"Loud":{"how_loud":1}}"#])
            .never_writes([r#""Silent""#, r#"{"LOUD":{"HowLoud":1}}"#]),
    ]
}
