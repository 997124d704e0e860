pub mod events;
pub mod people;
