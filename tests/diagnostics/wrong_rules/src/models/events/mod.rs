pub mod told;
