//! Packs what was ordered: `cargo run --package shop-worker`.

mod handlers;
buildamp::include_generated!();

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    let Err(error) = run().await else {
        return ExitCode::SUCCESS;
    };
    eprintln!("{error}");
    // 78 says that starting it again does not help.
    error.exit_code()
}

async fn run() -> buildamp::Result<()> {
    let app = buildamp::App::from_config()?.handlers(generated::handlers());
    app.worker().await
}
