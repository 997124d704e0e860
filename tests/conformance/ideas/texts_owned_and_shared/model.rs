use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;
#[derive(Serialize, Deserialize)]
pub struct Texts<'a> {
    pub string: String,
    pub boxed: Box<str>,
    pub rc: Rc<str>,
    pub arc: Arc<str>,
    pub cow: Cow<'a, str>,
    #[serde(borrow)]
    pub borrowed: &'a str,
}
