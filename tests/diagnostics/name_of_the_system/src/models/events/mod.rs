pub mod buildamp;
pub mod fine;
