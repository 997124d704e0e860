use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
#[derive(Serialize, Deserialize)]
pub struct Blobs {
    pub bytes: Bytes,
    pub buffer: ByteBuf,
    #[serde(with = "serde_bytes")]
    pub plain: Vec<u8>,
    pub array: [u8; 4],
}
