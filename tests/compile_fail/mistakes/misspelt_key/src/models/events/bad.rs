#[buildamp::buildamp(max_atempts = 3)]
pub struct Bad {
    pub id: u32,
}
