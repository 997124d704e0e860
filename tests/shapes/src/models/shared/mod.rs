use std::collections::BTreeMap;

pub mod lent;

pub enum Flag {
    On,
    Off,
}

pub struct Page<T> {
    pub items: Vec<T>,
    pub next: Option<String>,
}

pub struct Sorted<T: Ord, const N: usize> {
    pub rows: Vec<T>,
    pub first: [u8; 2],
}

pub enum Either<L, R> {
    Left(L),
    Right { value: R },
    Neither,
}

pub struct Pages {
    pub numbers: Page<u32>,
    pub nested: Page<Page<String>>,
    pub sorted: Sorted<String, 3>,
    pub either: Vec<Either<u8, Tree>>,
}

pub struct Tree {
    pub name: String,
    pub children: Vec<Tree>,
    pub by_name: BTreeMap<String, Self>,
}

pub struct Odd {
    pub next: Option<Box<Even>>,
}

pub struct Even {
    pub next: Option<Box<Odd>>,
}

#[derive(buildamp::BuildAmpSSE)]
pub struct Elsewhere {
    pub a: u8,
}

pub mod inner {
    pub struct Leaf {
        pub id: u64,
    }
}
