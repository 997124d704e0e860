use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;
#[derive(Serialize, Deserialize)]
pub struct Texts {
    pub boxed: BTreeMap<Box<str>, u8>,
    pub shared: BTreeMap<Arc<str>, u8>,
    pub cow: BTreeMap<Cow<'static, str>, u8>,
    pub paths: BTreeMap<PathBuf, u8>,
    pub addresses: BTreeMap<IpAddr, u8>,
}
