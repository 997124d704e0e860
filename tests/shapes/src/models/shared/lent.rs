use std::borrow::Cow;
use std::fmt;

pub struct Lent<'a> {
    pub name: &'a str,
    pub more: Option<&'a str>,
    pub text: Cow<'a, str>,
}

pub enum Choice<'a> {
    Word(&'a str),
    Pair { left: &'a str, right: Cow<'a, str> },
    Neither,
}

pub struct Holder<'a> {
    pub lent: Lent<'a>,
    pub choices: Vec<Choice<'a>>,
}

pub struct Cows<'a, 'b: 'a> {
    pub text: Cow<'a, str>,
    pub texts: Vec<Cow<'b, str>>,
}

pub struct Where<'short, 'long, T = u8>
where
    'long: 'short,
    T: Clone + std::fmt::Display,
{
    pub short: &'short str,
    pub long: &'long str,
    pub item: T,
}

pub struct Hollow();

pub enum Hollows {
    Unit,
    Tuple(),
    Braces {},
    One((u8,)),
}

pub struct Long(pub (u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8));

impl fmt::Debug for Long {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Long({})", self.0.12)
    }
}
