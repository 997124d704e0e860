//! What this program is when it is started as another process.

use std::{
    io::{self, Read as _},
    path::PathBuf,
    process::exit,
    thread,
    time::Duration,
};

use anyhow::Result;
use serde::{Deserialize, Serialize};

use crate::{builds::Build, job::Setup, web};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Role {
    /// Handles, and writes into the ledger of that number.
    Worker {
        setup: Setup,
        folder: PathBuf,
        worker: u32,
    },
    /// Emits what it is asked to by HTTP at that address, and handles it.
    Web {
        setup: Setup,
        folder: PathBuf,
        worker: u32,
        address: String,
    },
    /// Handles, as that build does, by a clock that is ahead.
    Build {
        build: Build,
        setup: Setup,
        folder: PathBuf,
        worker: u32,
        ahead: Duration,
    },
}

impl Role {
    /// Is it until SIGTERM, or until whoever has started it is gone.
    pub async fn play(self) -> Result<()> {
        tracing_subscriber::fmt().with_ansi(false).init();
        thread::spawn(|| {
            // Whatever it is that ends the input.
            let _ = io::stdin().read_to_end(&mut Vec::new());
            exit(3);
        });
        match self {
            Self::Worker {
                setup,
                folder,
                worker,
            } => Ok(setup.worker(&folder, worker)?.worker().await?),
            Self::Web {
                setup,
                folder,
                worker,
                address,
            } => web::serve(&setup, &folder, worker, address).await,
            Self::Build {
                build,
                setup,
                folder,
                worker,
                ahead,
            } => Ok(build.app(&setup, &folder, worker, ahead)?.worker().await?),
        }
    }
}
