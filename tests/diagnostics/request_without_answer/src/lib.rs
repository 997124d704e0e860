pub mod handlers;
pub mod models;

pub type Cx = buildamp::Context<()>;
