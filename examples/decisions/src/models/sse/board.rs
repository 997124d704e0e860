use buildamp::buildamp;
use uuid::Uuid;

use crate::models::board::{Comment, Payment, Picture, Stage};

/// Somebody has commented: for everybody.
pub struct CommentAdded {
    pub comment: Comment,
}

/// An invoice was paid: for everybody.
pub struct PaymentReceived {
    pub payment: Payment,
}

/// There is another picture: for everybody.
pub struct PictureAdded {
    pub picture: Picture,
}

/// A file on its way to become a picture: for the session that it comes from. Whoever is behind is told the newest alone.
#[buildamp(coalesce = "upload/{id}")]
#[derive(PartialEq, Eq)]
pub struct UploadProgressed {
    pub id: Uuid,
    /// Of the file.
    pub name: String,
    pub stage: Stage,
    /// Why it will never be one.
    pub problem: Option<String>,
}
