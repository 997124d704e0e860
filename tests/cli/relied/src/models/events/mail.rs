/// Nobody handles it but the log.
#[buildamp(log_only)]
pub struct MailOpened {
    pub id: u32,
}
