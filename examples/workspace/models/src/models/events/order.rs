use crate::models::order::Line;

/// An order has come in and is to be packed.
#[buildamp::buildamp(subject = "order/{number}")]
pub struct OrderPlaced {
    pub number: u32,
    pub lines: Vec<Line>,
}
