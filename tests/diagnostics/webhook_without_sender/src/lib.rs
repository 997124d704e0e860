pub mod handlers;
pub mod models;

pub type Cx = buildamp::Context<AppState>;

pub struct AppState;
