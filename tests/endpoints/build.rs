//! Writes the impls of the models.

fn main() {
    buildamp_codegen::build();
}
