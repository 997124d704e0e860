pub mod handlers;
pub mod models;

pub type Cx = buildamp::immediate::Context<AppState>;
pub type StoreCx = buildamp::Context<AppState>;

pub struct AppState;
