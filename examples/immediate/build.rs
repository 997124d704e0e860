fn main() {
    buildamp_codegen::build();
}
