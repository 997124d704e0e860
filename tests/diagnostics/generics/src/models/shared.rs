use std::fmt::Display;

pub struct Page<'a, T: Display + Clone> {
    pub items: Vec<T>,
    pub name: std::borrow::Cow<'a, str>,
}

pub struct Fine<'a, 'b, T: std::fmt::Display>
where
    T: Clone,
    'b: 'a,
{
    pub item: T,
    pub name: &'a str,
    pub text: &'b str,
}

pub struct Clause<T>
where
    Vec<T>: Clone,
{
    pub item: T,
}
