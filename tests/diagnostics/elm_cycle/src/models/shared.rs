use super::b::B;

pub struct A {
    pub b: Option<Box<B>>,
}
