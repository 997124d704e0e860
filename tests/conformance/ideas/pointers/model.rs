use serde::{Deserialize, Serialize};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::{Arc, Mutex, RwLock};
#[derive(Serialize, Deserialize)]
pub struct Pointers {
    pub boxed: Box<u8>,
    pub rc: Rc<String>,
    pub arc: Arc<Leaf>,
    pub cell: Cell<bool>,
    pub ref_cell: RefCell<Vec<u8>>,
    pub mutex: Mutex<char>,
    pub lock: RwLock<Option<u8>>,
    pub deep: Box<Rc<RefCell<Leaf>>>,
    pub slice: Arc<[Leaf]>,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct Leaf {
    pub n: u8,
}
