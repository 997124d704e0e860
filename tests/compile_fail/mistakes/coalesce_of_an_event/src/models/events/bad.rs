#[buildamp::buildamp(coalesce = "document/{id}")]
pub struct Bad {
    pub id: u32,
}
