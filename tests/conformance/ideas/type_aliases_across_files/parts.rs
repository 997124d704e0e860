use super::Item;

pub type Many<T> = std::collections::BTreeMap<String, Vec<T>>;
pub type Pair<A, B = A> = (A, B);
pub type Same<T> = Pair<T>;
pub type Id = u32;
pub type Perhaps = Option<Item>;
