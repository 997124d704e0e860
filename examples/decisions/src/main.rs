use std::{env, process::ExitCode};

use decisions::{database, mail};

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .compact()
        .with_target(false)
        .init();
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            let own = error.downcast_ref::<buildamp::Error>();
            own.map_or(ExitCode::FAILURE, buildamp::Error::exit_code)
        }
    }
}

/// Runs until Ctrl-C: what has begun is finished first.
async fn run() -> anyhow::Result<()> {
    // A real mail service, or one that plays it.
    let service = match env::var("MAIL_URL") {
        Ok(address) => address,
        Err(_) => mail::mock::start().await?,
    };
    let app = decisions::app(service)?;
    database::create(&app.context()).await?;
    app.run(decisions::router(&app)).await?;
    Ok(())
}
