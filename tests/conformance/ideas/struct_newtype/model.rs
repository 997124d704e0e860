use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Email(pub String);

#[derive(Serialize, Deserialize)]
pub struct Points(pub Vec<Point>);

#[derive(Serialize, Deserialize)]
pub struct Point {
    pub x: i32,
    pub y: i32,
}

#[derive(Serialize, Deserialize)]
pub struct Wrapped(pub Email);

#[derive(Serialize, Deserialize)]
pub struct Maybe(pub Option<u8>);
