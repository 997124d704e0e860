//! The release in which parcels still had numbers: sends one for each that it reads.

use std::io::stdin;

use buildamp::BuildAmpEvent;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize, BuildAmpEvent)]
#[buildamp(type = "parcel.parcel_sent")]
struct ParcelSent {
    number: u32,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let cx = buildamp::App::from_config()?.context();
    for line in stdin().lines() {
        let number = line?.parse()?;
        cx.emit(ParcelSent { number }).await?;
        println!("emitted {number}");
    }
    Ok(())
}
