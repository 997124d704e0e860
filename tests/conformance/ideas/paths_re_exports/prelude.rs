pub use super::Hidden as Again;
pub use super::private::*;

pub use super::private::Shown as Relayed;
