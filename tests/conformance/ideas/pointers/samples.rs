use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::{Arc, Mutex, RwLock};

use crate::models::pointers::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
writes([Pointers {
    boxed: Box::new(1),
    rc: Rc::new("r".to_owned()),
    arc: Arc::new(Leaf { n: 1 }),
    cell: Cell::new(true),
    ref_cell: RefCell::new(vec![1]),
    mutex: Mutex::new('m'),
    lock: RwLock::new(Some(1)),
    deep: Box::new(Rc::new(RefCell::new(Leaf { n: 2 }))),
    slice: Arc::new([Leaf { n: 3 }]),
}])
.tolerates([r#"{"boxed":1,"rc":"","arc":{"n":1,"m":2},"cell":true,"ref_cell":[],"mutex":"m","lock":null,"deep":{"n":1},"slice":[]}"#])
.refuses([
    r#"{"boxed":null,"rc":"","arc":{"n":1},"cell":true,"ref_cell":[],"mutex":"m","lock":null,"deep":{"n":1},"slice":[]}"#,
    r#"{"boxed":1,"rc":0,"arc":{"n":1},"cell":true,"ref_cell":[],"mutex":"m","lock":null,"deep":{"n":1},"slice":[]}"#,
    r#"{"boxed":1,"rc":"","arc":{},"cell":true,"ref_cell":[],"mutex":"m","lock":null,"deep":{"n":1},"slice":[]}"#,
    r#"{"boxed":1,"rc":"","arc":{"n":1},"cell":0,"ref_cell":[],"mutex":"m","lock":null,"deep":{"n":1},"slice":[]}"#,
    r#"{"boxed":1,"rc":"","arc":{"n":1},"cell":true,"ref_cell":[-1],"mutex":"m","lock":null,"deep":{"n":1},"slice":[]}"#,
    r#"{"boxed":1,"rc":"","arc":{"n":1},"cell":true,"ref_cell":[],"mutex":"","lock":null,"deep":{"n":1},"slice":[]}"#,
    r#"{"boxed":1,"rc":"","arc":{"n":1},"cell":true,"ref_cell":[],"mutex":"m","lock":"","deep":{"n":1},"slice":[]}"#,
    r#"{"boxed":1,"rc":"","arc":{"n":1},"cell":true,"ref_cell":[],"mutex":"m","lock":null,"deep":null,"slice":[]}"#,
    r#"{"boxed":1,"rc":"","arc":{"n":1},"cell":true,"ref_cell":[],"mutex":"m","lock":null,"deep":{"n":1},"slice":[1]}"#,
]),
    ]
}
