use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lower {
    HTTPServer,
    FirstName,
    V2Beta,
    With_Score,
    lower,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Upper {
    HTTPServer,
    FirstName,
    V2Beta,
    With_Score,
    lower,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Camel {
    HTTPServer,
    FirstName,
    V2Beta,
    With_Score,
    lower,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Snake {
    HTTPServer,
    FirstName,
    V2Beta,
    With_Score,
    lower,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Screaming {
    HTTPServer,
    FirstName,
    V2Beta,
    With_Score,
    lower,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kebab {
    HTTPServer,
    FirstName,
    V2Beta,
    With_Score,
    lower,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING-KEBAB-CASE")]
pub enum ScreamingKebab {
    HTTPServer,
    FirstName,
    V2Beta,
    With_Score,
    lower,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub enum Pascal {
    HTTPServer,
    FirstName,
    V2Beta,
    With_Score,
    lower,
}
