#[buildamp::buildamp(type = "order.placed")]
pub struct PlacedAgain {
    pub order: u32,
}
