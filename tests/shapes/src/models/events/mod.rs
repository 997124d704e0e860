pub mod containers;
pub mod forms;
pub mod imports;
pub mod names;
pub mod own;
pub mod scalars;
pub mod times;
