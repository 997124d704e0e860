#[cfg(feature = "mail")]
pub struct SendWelcomeEmail {
    pub email: String,
}

#[cfg_attr(feature = "mail", derive(PartialEq), derive(Debug))]
#[cfg_attr(docsrs, doc(cfg(feature = "mail")))]
#[cfg_attr(test, derive(PartialEq))]
pub struct Reminder {
    #[cfg(unix)]
    pub uid: u32,
}

pub enum Plan {
    Free,
    #[cfg(feature = "paid")]
    Paid,
}

#[cfg(test)]
pub struct OnlyForTests {
    hidden: char,
}
