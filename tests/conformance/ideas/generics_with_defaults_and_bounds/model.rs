use serde::{Deserialize, Serialize};
use std::fmt::Debug;
#[derive(Serialize, Deserialize)]
pub struct Reply<T = String, E = Failure>
where
    T: Clone,
{
    pub data: Option<T>,
    pub error: Option<E>,
}

#[derive(Serialize, Deserialize)]
pub struct Failure {
    pub code: u16,
}

#[derive(Serialize, Deserialize)]
pub struct Bounded<T: Clone + Debug + 'static>(pub T, pub T);

#[derive(Serialize, Deserialize)]
pub struct Uses {
    pub plain: Reply,
    pub one: Reply<u8>,
    pub two: Reply<bool, u8>,
    pub bounded: Bounded<char>,
}
