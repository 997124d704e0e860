#[buildamp(log_only, upcast = from_v1)]
pub struct First;

#[buildamp(log_only, version = 1, upcast = crate::old::from_v1)]
pub struct Second;

#[buildamp(log_only, version = 2, upcast = "from_v1")]
pub struct Quoted;

#[buildamp(log_only, version = 2, upcast)]
pub struct Bare;

#[buildamp(plain, upcast = from_v1)]
pub struct NoEvent;
