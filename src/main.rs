//! The command `buildamp`, behind the feature `cli`.

mod cli;

/// Parsing allocates more than anything else, and from several threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    cli::main()
}
