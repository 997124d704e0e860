use crate::models::struct_of_scalars::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
writes([
    Scalars { flag: true, letter: '🦀', text: "a \"quoted\"\n\u{2028}line \\ ünïcödé 🦀".to_owned(), i8: -128, i16: -32768, i32: i32::MIN, u8: 255, u16: 65535, u32: u32::MAX, single: 1.5, double: -0.1 },
    Scalars { flag: false, letter: '"', text: String::new(), i8: 127, i16: 32767, i32: i32::MAX, u8: 0, u16: 0, u32: 0, single: 0.0, double: 1e300 },
])
.tolerates([r#"{"flag":true,"letter":"a","text":"","i8":0,"i16":0,"i32":0,"u8":0,"u16":0,"u32":0,"single":1,"double":2,"more":[]}"#])
.refuses([
    r#"{"flag":1,"letter":"a","text":"","i8":0,"i16":0,"i32":0,"u8":0,"u16":0,"u32":0,"single":1,"double":2}"#,
    r#"{"flag":true,"letter":"ab","text":"","i8":0,"i16":0,"i32":0,"u8":0,"u16":0,"u32":0,"single":1,"double":2}"#,
    r#"{"flag":true,"letter":"","text":"","i8":0,"i16":0,"i32":0,"u8":0,"u16":0,"u32":0,"single":1,"double":2}"#,
    r#"{"flag":true,"letter":"a","text":null,"i8":0,"i16":0,"i32":0,"u8":0,"u16":0,"u32":0,"single":1,"double":2}"#,
    r#"{"flag":true,"letter":"a","text":"","i8":128,"i16":0,"i32":0,"u8":0,"u16":0,"u32":0,"single":1,"double":2}"#,
    r#"{"flag":true,"letter":"a","text":"","i8":0,"i16":-32769,"i32":0,"u8":0,"u16":0,"u32":0,"single":1,"double":2}"#,
    r#"{"flag":true,"letter":"a","text":"","i8":0,"i16":0,"i32":2147483648,"u8":0,"u16":0,"u32":0,"single":1,"double":2}"#,
    r#"{"flag":true,"letter":"a","text":"","i8":0,"i16":0,"i32":0,"u8":-1,"u16":0,"u32":0,"single":1,"double":2}"#,
    r#"{"flag":true,"letter":"a","text":"","i8":0,"i16":0,"i32":0,"u8":0,"u16":1.5,"u32":0,"single":1,"double":2}"#,
    r#"{"flag":true,"letter":"a","text":"","i8":0,"i16":0,"i32":0,"u8":0,"u16":0,"u32":4294967296,"single":1,"double":2}"#,
    r#"{"flag":true,"letter":"a","text":"","i8":0,"i16":0,"i32":0,"u8":0,"u16":0,"u32":0,"single":"1","double":2}"#,
    r#"{"flag":true,"letter":"a","text":"","i8":0,"i16":0,"i32":0,"u8":0,"u16":0,"u32":0,"single":1,"double":null}"#,
    r#"{"flag":true}"#,
    "null",
    "3",
    r#""text""#,
]),
    ]
}
