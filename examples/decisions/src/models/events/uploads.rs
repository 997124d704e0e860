use buildamp::buildamp;
use uuid::Uuid;

/// The stages of an upload. Each is an event that the one before it set off, so a crash between two of them costs nothing.
#[buildamp(progress)]
pub enum UploadStage {
    /// The file is stored.
    Received { upload: Uuid },
    /// It is a picture.
    Checked { upload: Uuid },
    /// There is a small one of it.
    Ready { upload: Uuid },
    /// It will never be one.
    Failed { upload: Uuid, problem: String },
}
