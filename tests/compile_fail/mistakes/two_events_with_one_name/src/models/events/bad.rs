#[buildamp::buildamp(type = "good.good")]
pub struct Bad {
    pub id: u32,
}
