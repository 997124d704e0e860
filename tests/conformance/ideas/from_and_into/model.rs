use serde::{Deserialize, Serialize};

#[derive(Clone, Serialize, Deserialize)]
#[serde(from = "Fahrenheit", into = "Fahrenheit")]
pub struct Celsius {
    pub degrees: f64,
}

#[derive(Serialize, Deserialize)]
pub struct Fahrenheit(pub f64);

impl From<Fahrenheit> for Celsius {
    fn from(from: Fahrenheit) -> Self {
        Self {
            degrees: from.0 - 32.0,
        }
    }
}

impl From<Celsius> for Fahrenheit {
    fn from(from: Celsius) -> Self {
        Self(from.degrees + 32.0)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(from = "Old")]
pub struct New {
    pub name: String,
}

#[derive(Serialize, Deserialize)]
pub struct Old {
    pub first: String,
    pub last: String,
}

impl From<Old> for New {
    fn from(old: Old) -> Self {
        Self {
            name: old.first + &old.last,
        }
    }
}

#[derive(Serialize, Deserialize)]
pub struct Weather {
    pub now: Celsius,
    pub by: New,
}
