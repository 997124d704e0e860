use serde::{Deserialize, Serialize};
use serde_with::base64::Base64;
use serde_with::hex::Hex;
use serde_with::serde_as;

#[serde_as]
#[derive(Serialize, Deserialize)]
pub struct Encoded {
    #[serde_as(as = "Base64")]
    pub base64: Vec<u8>,
    #[serde_as(as = "Hex")]
    pub hex: Vec<u8>,
    #[serde_as(as = "Option<Hex>")]
    pub maybe: Option<Vec<u8>>,
    #[serde_as(as = "serde_with::Bytes")]
    pub bytes: Vec<u8>,
}
