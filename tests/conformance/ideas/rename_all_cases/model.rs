//! Each case as serde has it, which splits at capitals and underscores and nowhere else.

use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub struct Lower {
    pub first_name: u8,
    pub url2_path: u8,
    pub __x: u8,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub struct Upper {
    pub first_name: u8,
    pub url2_path: u8,
    pub __x: u8,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Pascal {
    pub first_name: u8,
    pub url2_path: u8,
    pub __x: u8,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Camel {
    pub first_name: u8,
    pub url2_path: u8,
    pub __x: u8,
    pub trailing_: u8,
    pub r#type: u8,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub struct Snake {
    pub first_name: u8,
    pub url2_path: u8,
    pub __x: u8,
    pub camelCase: u8,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub struct Screaming {
    pub first_name: u8,
    pub url2_path: u8,
    pub __x: u8,
    pub camelCase: u8,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Kebab {
    pub first_name: u8,
    pub url2_path: u8,
    pub __x: u8,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING-KEBAB-CASE")]
pub struct ScreamingKebab {
    pub first_name: u8,
    pub url2_path: u8,
    pub __x: u8,
}
