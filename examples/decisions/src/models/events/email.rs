use buildamp::buildamp;

/// Welcomes somebody who has just signed up. The browser session that they did it in is told how it goes.
#[buildamp(progress)]
pub struct SendWelcomeEmail {
    pub name: String,
    pub email: String,
}
