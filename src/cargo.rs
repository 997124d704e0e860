//! `cargo buildamp`: the same command under the name that cargo looks for.

mod cli;

fn main() -> std::process::ExitCode {
    cli::main()
}
