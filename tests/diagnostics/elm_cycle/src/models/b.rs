use super::shared::A;

pub struct B {
    pub a: Vec<A>,
}
