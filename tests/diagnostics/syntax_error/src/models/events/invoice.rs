use super::email::SendWelcomeEmail;
use super::late::Late;

pub struct InvoicePaid {
    pub mail: SendWelcomeEmail,
    pub letter: char,
    pub missing: Missing,
    pub late: Late,
}
