pub mod handlers;
pub mod models;

pub type Cx = buildamp::immediate::Context<AppState>;

pub struct AppState;
