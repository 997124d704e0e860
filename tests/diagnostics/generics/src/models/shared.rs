use std::fmt::Display;

pub struct Page<'a, T: Display + Clone, const N: usize> {
    pub items: Vec<T>,
    pub name: std::borrow::Cow<'a, str>,
}

pub struct Fine<T: std::fmt::Display>
where
    T: Clone,
{
    pub item: T,
}

pub struct Clause<T>
where
    Vec<T>: Clone,
{
    pub item: T,
}
