//! `cargo buildamp`: the same command under the name that cargo looks for.

mod cli;

/// Parsing allocates more than anything else, and from several threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    cli::main()
}
