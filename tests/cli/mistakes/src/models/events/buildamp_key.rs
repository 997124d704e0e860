#[buildamp::buildamp(max_atempts = 3)]
pub struct MisspeltKey {
    pub id: u32,
}
