#[buildamp::buildamp(type = "order.placed")]
pub struct Placed {
    pub order: u32,
}
