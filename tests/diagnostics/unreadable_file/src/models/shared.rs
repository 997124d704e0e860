// café
pub struct A;
