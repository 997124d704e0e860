pub mod handlers;
pub mod models {
    pub mod events {
        pub mod greeting;
    }
}
buildamp::include_generated!();

pub type Cx = buildamp::Context;
