/// The session that asked for it is told how it fares.
#[buildamp(progress)]
pub struct BuildReport {
    pub month: u8,
}
