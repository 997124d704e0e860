use buildamp::buildamp;

use crate::models::{
    board::{Comment, Payment, Picture},
    people::Welcome,
    sse::board::UploadProgressed,
};

/// Asks for all that a page shows that was just opened, or that missed something.
#[buildamp(path = "Board", query)]
pub struct BoardReq {
    #[buildamp(Inject = "user_id")]
    pub reader: Option<String>,
}

/// The board. The newest are the last ones.
pub struct BoardRes {
    /// Who is signed in, and how their welcome mail fares.
    pub welcome: Option<Welcome>,
    pub comments: Vec<Comment>,
    pub payments: Vec<Payment>,
    pub pictures: Vec<Picture>,
    /// The reader's own that are no pictures yet, or never will be.
    pub uploads: Vec<UploadProgressed>,
}
