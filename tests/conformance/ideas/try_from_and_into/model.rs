use serde::{Deserialize, Serialize};

#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email {
    pub user: String,
    pub host: String,
}

impl TryFrom<String> for Email {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let (user, host) = text.split_once('@').ok_or("no @ in it")?;
        Ok(Self {
            user: user.to_owned(),
            host: host.to_owned(),
        })
    }
}

impl From<Email> for String {
    fn from(email: Email) -> Self {
        format!("{}@{}", email.user, email.host)
    }
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "Vec<u8>", into = "Vec<u8>")]
pub enum Version {
    One,
    Two(u8),
}

impl TryFrom<Vec<u8>> for Version {
    type Error = &'static str;

    fn try_from(bytes: Vec<u8>) -> Result<Self, Self::Error> {
        match bytes[..] {
            [1] => Ok(Self::One),
            [2, n] => Ok(Self::Two(n)),
            _ => Err("no such version"),
        }
    }
}

impl From<Version> for Vec<u8> {
    fn from(version: Version) -> Self {
        match version {
            Version::One => vec![1],
            Version::Two(n) => vec![2, n],
        }
    }
}
