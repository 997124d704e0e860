use std::collections::HashMap;

#[derive(serde::Serialize, serde::Deserialize)]
#[serde(untagged)]
pub enum Id {
    Number(#[buildamp(shape = "u64")] u64),
    Text(String),
}

pub struct Person {
    #[buildamp(shape = "Option<i64>")]
    pub id: Option<i64>,
    pub name: String,
}

pub struct Company {
    pub id: String,
}

#[derive(serde::Serialize, serde::Deserialize)]
#[serde(untagged)]
pub enum Owner {
    Company(Company),
    Person(Person),
    Nobody,
}

#[derive(serde::Serialize, serde::Deserialize)]
#[serde(untagged)]
pub enum Either<L, R> {
    Left(L),
    Right(R),
}

pub struct Uses {
    pub fine: Either<String, bool>,
    #[buildamp(shape = "Either<HashMap<String, u64>, HashMap<String, char>>")]
    pub alike: Either<HashMap<String, u64>, HashMap<String, char>>,
}

/// Each shows which it is.
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(untagged)]
pub enum Fine {
    Number(#[buildamp(shape = "u64")] u64),
    Flag(bool),
    Day(uuid::Uuid),
    Texts(Vec<String>),
    Named { name: String, of: u8 },
    Counted {
        #[buildamp(shape = "u64")]
        name: u64,
        at: u8,
    },
}
