use buildamp::buildamp;

use crate::models::people::Welcome;

/// Stores a person, emits their welcome mail and signs them in: all of it, or nothing.
#[buildamp(path = "SignUp")]
pub struct SignUpReq {
    #[buildamp(Required, Trim, MaxLength(100))]
    pub name: String,
    /// No mail server takes a longer one (RFC 5321).
    #[buildamp(Required, Trim, Email, MaxLength(254))]
    pub email: String,
}

/// Who signed up.
pub struct SignUpRes {
    pub welcome: Welcome,
}

/// Signs in whoever has signed up with this address. A demo: real ones ask for more.
#[buildamp(path = "SignIn")]
pub struct SignInReq {
    #[buildamp(Required, Trim)]
    pub email: String,
}

/// Who is signed in.
pub struct SignInRes {
    pub name: String,
}

/// Ends the session.
#[buildamp(path = "SignOut")]
pub struct SignOutReq {}

/// It has ended.
pub struct SignOutRes {}
