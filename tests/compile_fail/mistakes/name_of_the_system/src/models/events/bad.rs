#[buildamp::buildamp(type = "buildamp.bad")]
pub struct Bad {
    pub id: u32,
}
