//! How long `buildamp generate` takes, beside the floor and beside typeshare-cli:
//! `cargo run --release --manifest-path benches/generate/Cargo.toml`, or with `-- 100 1000` for other numbers of types.
//!
//! It builds the command, installs typeshare-cli by its package name, writes crates of 100, 1,000 and 10,000 types in
//! files of ten, and measures all programs in turns, round after round. A time is from the start of a process to its
//! end; the floor's is without its start and without reading what it is to write. The least of the rounds counts: what
//! is added to it is the machine's other work. typeshare gets a crate of its own with what it takes, since it refuses
//! most taggings, and prints one language.
//!
//! `-- check` measures instead what `cargo check` costs for 1,000 structs: with serde's derives, and with the impls that
//! the location adds.

mod bare;
mod check;
mod models;
mod programs;
mod watch;

use std::env;
use std::error::Error;
use std::path::Path;
use std::time::Duration;

use models::Flavour;
use programs::{Programs, fresh, least, run};

type Done<T = ()> = Result<T, Box<dyn Error>>;

const SIZES: [usize; 3] = [100, 1_000, 10_000];
const ROUNDS: usize = 15;

fn main() -> Done {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match &arguments[..] {
        ["bare", "hash", folder] => println!("{:x}", bare::hash(Path::new(folder))?),
        ["bare", "write", folder, like, out] => {
            let (parse, write) =
                bare::parse_and_write(Path::new(folder), Path::new(like), Path::new(out))?;
            println!("{} {}", parse.as_micros(), write.as_micros());
        }
        ["models", root, count] => models::write(Path::new(root), count.parse()?, Flavour::Rich)?,
        ["check"] => check::run(&programs::folder()?)?,
        [] => all(&SIZES)?,
        sizes => all(&sizes
            .iter()
            .map(|size| size.parse())
            .collect::<Result<Vec<_>, _>>()?)?,
    }
    Ok(())
}

fn all(sizes: &[usize]) -> Done {
    let programs = Programs::build()?;
    println!("| types | what | ms | the floor, ms | times the floor | may be |");
    println!("|---|---|---|---|---|---|");
    for &size in sizes {
        let rich = programs.crate_of(size, Flavour::Rich)?;
        let shared = programs.crate_of(size, Flavour::Shared)?;
        let [both, floor, _] = full(&programs, &rich, &["ts", "elm"], None)?;
        row(size, "full run, two languages", both, floor, "2");
        let [again, floor] = unchanged(&programs, &rich)?;
        row(size, "nothing changed", again, floor, "3");
        let [one, floor, rival] = full(&programs, &shared, &["ts"], Some(Programs::typeshare))?;
        row(size, "full run, one language", one, floor, "2");
        let by_rival = "full run, one language, by typeshare's time";
        row(size, by_rival, one, rival, "0.5");
        let [again, _] = unchanged(&programs, &shared)?;
        let by_rival = "nothing changed, by typeshare's time";
        row(size, by_rival, again, rival, "");
        let saves = watch::saves(&programs, &rich)?;
        println!(
            "| {size} | a save under --watch, median and worst of {} | {:.1}, {:.1} | | | 50 ms |",
            saves.len(),
            ms(saves[saves.len() / 2]),
            ms(saves[saves.len() - 1])
        );
    }
    Ok(())
}

fn row(size: usize, what: &str, time: Duration, floor: Duration, limit: &str) {
    let times = time.as_secs_f64() / floor.as_secs_f64();
    println!(
        "| {size} | {what} | {:.1} | {:.1} | {times:.2} | {limit} |",
        ms(time),
        ms(floor)
    );
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

/// The least times of a run without output and cache, of the parsing and writing that it cannot do without, and of a
/// rival, where there is one. Every round has folders of its own: a disk is slow to write where much was just removed.
fn full(
    programs: &Programs,
    root: &Path,
    targets: &[&str],
    rival: Option<fn(&Programs, &Path) -> Done<Duration>>,
) -> Done<[Duration; 3]> {
    let targets = targets.join(",");
    let mut times = [(); 3].map(|()| Vec::new());
    let folders = |round| (format!("full-{round}"), root.join(format!("copy-{round}")));
    let like = root.join(folders(0).0);
    for round in 0..=ROUNDS {
        let (out, copy) = folders(round);
        fresh(&root.join("target"))?;
        let generate = ["generate", "--quiet", "--target", &targets, "--out", &out];
        let time = run(&programs.buildamp, &generate, root)?;
        // The first round warms the disk's cache, and gives the bytes for the floor.
        if round > 0 {
            times[0].push(time);
            times[1].push(programs.floor(root, &like, &copy)?);
            if let Some(rival) = rival {
                times[2].push(rival(programs, root)?);
            }
        }
    }
    for round in 0..=ROUNDS {
        let (out, copy) = folders(round);
        fresh(&root.join(out))?;
        fresh(&copy)?;
    }
    Ok(times.map(|times| least(&times)))
}

/// The least times of a run with nothing changed, and of a program that reads and hashes the files.
fn unchanged(programs: &Programs, root: &Path) -> Done<[Duration; 2]> {
    let generate = ["generate", "--quiet", "--target", "ts,elm"];
    run(&programs.buildamp, &generate, root)?;
    let source = root.join("src");
    let source = source.to_str().ok_or("a path that is no text")?;
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..2 * ROUNDS {
        times[0].push(run(&programs.buildamp, &generate, root)?);
        times[1].push(run(&programs.this, &["bare", "hash", source], root)?);
    }
    Ok(times.map(|times| least(&times)))
}
