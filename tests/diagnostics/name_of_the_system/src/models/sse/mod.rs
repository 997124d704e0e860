pub mod buildamp;
