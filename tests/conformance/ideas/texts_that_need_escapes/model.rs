//! Every text of the user's in every position: keys, tags, values of `tag` and `content`.

use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Keys {
    #[serde(rename = "it's \"quoted\"")]
    pub quoted: u8,
    #[serde(rename = "back\\slash")]
    pub backslash: u8,
    #[serde(rename = "line\nbreak\ttab")]
    pub line: u8,
    #[serde(rename = "")]
    pub empty: u8,
    #[serde(rename = "`tick` ${x}")]
    pub template: u8,
    #[serde(rename = "*/ -} //")]
    pub comment: u8,
    #[serde(rename = "</script>")]
    pub html: u8,
    #[serde(rename = "\u{2028}\u{0}\u{1f980}")]
    pub unicode: u8,
    #[serde(rename = "a-b c")]
    pub words: u8,
    #[serde(rename = "1")]
    pub number: u8,
    #[serde(rename = "__proto__")]
    pub proto: u8,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "the \"tag\"\\", content = "it's\n")]
pub enum Adjacent {
    #[serde(rename = "a \"b\" \\ 'c'")]
    A(u8),
    #[serde(rename = "\u{2028}")]
    B {
        #[serde(rename = "*/")]
        n: u8,
    },
    #[serde(rename = "")]
    C,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "\\\"")]
pub enum Internal {
    #[serde(rename = "'\"\\")]
    A { n: u8 },
    #[serde(rename = "${x}`")]
    B,
}

#[derive(Serialize, Deserialize)]
pub enum External {
    #[serde(rename = "__proto__")]
    A(u8),
    #[serde(rename = "\"\\\n")]
    B,
    #[serde(rename = "constructor")]
    C(u8),
}
