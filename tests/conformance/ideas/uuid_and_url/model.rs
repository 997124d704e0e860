use serde::{Deserialize, Serialize};
use url::Url;
use uuid::Uuid;
#[derive(Serialize, Deserialize)]
pub struct Resource {
    pub id: Uuid,
    pub at: Url,
    pub mirrors: Vec<Url>,
    #[serde(with = "uuid::serde::simple")]
    pub simple: Uuid,
}
