use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, BinaryHeap, HashSet, LinkedList, VecDeque};
#[derive(Serialize, Deserialize)]
pub struct Collections {
    pub vec: Vec<u8>,
    pub deque: VecDeque<String>,
    pub linked: LinkedList<bool>,
    pub heap: BinaryHeap<u8>,
    pub tree: BTreeSet<char>,
    pub hash: HashSet<u32>,
    pub slice: Box<[i8]>,
}
