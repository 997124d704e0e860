use std::collections::BTreeMap;

pub struct Page<T> {
    pub items: Vec<T>,
    pub next: Option<String>,
}

pub enum Either<Left, Right> {
    Left(Left),
    Right { value: Right },
}

pub struct Users {
    pub page: Page<User>,
    pub pages: Page<Page<String>>,
    pub either: Option<Either<User, Vec<u8>>>,
}

pub struct User {
    pub name: String,
    pub friends: Vec<User>,
}

pub struct Tree<T> {
    pub value: T,
    pub children: BTreeMap<String, Tree<T>>,
    pub labels: Option<Box<Tree<String>>>,
}

pub struct Odd {
    pub next: Option<Box<Even>>,
}

pub struct Even {
    pub next: Option<Box<Odd>>,
}

pub enum Expression {
    Number(f64),
    Sum(Box<Operands>),
}

pub struct Operands {
    pub left: Expression,
    pub right: Expression,
}
