//! What the generated impls of serde's traits call: one generic function a form, so that rustc has little to check for
//! each type. No public interface: it changes with the generator.

mod keys;
mod read;
mod visit;
mod write;

pub use self::read::{Names, Read, Whole};
pub use self::visit::{
    Variants, read_enum, read_newtype, read_struct, read_struct_variant, read_tuple,
    read_tuple_variant, read_unit,
};
pub use self::write::{
    Sink, Write, write_struct, write_struct_variant, write_tuple, write_tuple_variant,
};

/// One field: a leaf of the tree of pairs that the fields of a type make.
#[derive(Debug)]
pub struct One<T>(pub T);
