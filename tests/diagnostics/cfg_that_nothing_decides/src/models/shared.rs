use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[cfg_attr(debug_assertions, serde(deny_unknown_fields))]
#[cfg_attr(debug_assertions, derive(Debug))]
#[cfg_attr(feature = "full", serde(rename_all = "camelCase"))]
pub struct Process {
    #[cfg(unix)]
    pub uid: u32,
    #[cfg(any(windows, feature = "full"))]
    pub sid: String,
    #[cfg(any(unix, feature = "std"))]
    pub name: String,
    #[cfg(unix)]
    #[serde(skip)]
    pub handle: i32,
}

#[derive(Serialize, Deserialize)]
pub struct Pair(
    u8,
    #[cfg(unix)]
    #[serde(skip)]
    u8,
);

#[derive(Serialize, Deserialize)]
pub enum Signal {
    Stop,
    #[cfg(unix)]
    Hangup,
    #[cfg(windows)]
    #[serde(skip)]
    Close,
}

#[cfg(target_os = "linux")]
#[derive(Serialize)]
pub struct Cgroup {
    pub path: String,
}

#[cfg(unix)]
pub struct NeverSent {
    pub fd: i32,
}
