use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Named {}

#[derive(Serialize, Deserialize)]
pub struct Unnamed();
