//! The command `buildamp`, behind the feature `cli`.

mod cli;

fn main() -> std::process::ExitCode {
    cli::main()
}
