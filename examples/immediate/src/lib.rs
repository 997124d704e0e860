pub mod handlers;
pub mod models;
buildamp::include_generated!();

pub type Cx = buildamp::immediate::Context;
