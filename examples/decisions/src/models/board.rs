use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What somebody says.
#[derive(PartialEq, Eq)]
pub struct Comment {
    pub id: Uuid,
    pub author: String,
    pub text: String,
    pub at: Timestamp,
}

/// An invoice that was paid.
#[derive(PartialEq, Eq)]
pub struct Payment {
    /// The sender's, `evt_…`.
    pub id: String,
    pub invoice: String,
    /// In the smallest unit of the currency.
    pub amount: u32,
    /// By ISO 4217, in small letters.
    pub currency: String,
    pub at: Timestamp,
}

/// A picture. `/pictures/<id>` has a small one of it.
#[derive(PartialEq, Eq)]
pub struct Picture {
    pub id: Uuid,
    /// Of the file.
    pub name: String,
    pub author: String,
    /// In pixels, of the original.
    pub width: u32,
    pub height: u32,
}

/// How far an upload is.
#[derive(Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// It is stored.
    Received,
    /// It is a picture.
    Checked,
    /// There is a small one of it, and everybody sees it.
    Ready,
    Failed,
}
