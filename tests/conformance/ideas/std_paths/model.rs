use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
#[derive(Serialize, Deserialize)]
pub struct Files {
    pub owned: PathBuf,
    pub boxed: Box<Path>,
    pub many: Vec<PathBuf>,
}
