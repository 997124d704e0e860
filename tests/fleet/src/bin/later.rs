//! The release after: parcels have a place, too.

use buildamp::BuildAmpEvent;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize, BuildAmpEvent)]
#[buildamp(type = "parcel.parcel_sent", version = 3, upcast = upcast::with_place)]
struct ParcelSent {
    code: String,
    place: String,
}

mod upcast {
    use anyhow::Context as _;
    use serde_json::Value;

    pub(super) fn with_place(version: u32, mut data: Value) -> anyhow::Result<Value> {
        let parcel = data.as_object_mut().context("a parcel is an object")?;
        if version == 1 {
            let number = parcel.remove("number").context("it had a number")?;
            parcel.insert("code".to_owned(), format!("P-{number}").into());
        }
        parcel.insert("place".to_owned(), "unknown".into());
        Ok(data)
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let app =
        buildamp::App::from_config()?.on("parcels::track", |sent: ParcelSent, _| async move {
            println!("{} is at {}", sent.code, sent.place);
            anyhow::Ok(())
        });
    app.consumers().await?;
    println!("ready");
    Ok(app.worker().await?)
}
