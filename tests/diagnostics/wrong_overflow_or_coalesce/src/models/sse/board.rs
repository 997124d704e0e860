#[buildamp(overflow = "drop-oldest", coalesce = "document/{idd}")]
pub struct Changed {
    pub id: u32,
}

#[buildamp(overflow = "block", coalesce = "")]
pub struct Moved;

#[buildamp(overflow, coalesce)]
pub struct Shown;

#[buildamp(overflow = 3, coalesce = 4)]
pub struct Hidden;

#[buildamp(coalesce = "document/{tags}")]
pub struct Tagged {
    pub tags: Vec<String>,
}

#[buildamp(coalesce = "document/{id}")]
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct Closed {
    id: u32,
    name: String,
}

#[buildamp(coalesce = "stage/{0}")]
pub enum Stage {
    Begun(u32),
}
