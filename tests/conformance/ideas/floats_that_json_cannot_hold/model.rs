use serde::{Deserialize, Serialize};

/// NaN and the infinities are written as null, and null is never read.
#[derive(Serialize, Deserialize)]
pub struct Measures {
    pub double: f64,
    pub single: f32,
    pub many: Vec<f64>,
}
