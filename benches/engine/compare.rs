//! All subjects in turns, and the table.

use std::{
    collections::BTreeMap,
    env, fs,
    path::PathBuf,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use serde_json::Value;

use super::{
    Done,
    server::{Place, Spent},
};

const ROUNDS: usize = 3;

/// A program that is measured.
struct Subject {
    name: String,
    program: PathBuf,
    configuration: String,
}

/// A line of the table.
struct Line {
    name: &'static str,
    operation: &'static str,
    /// What rivals are measured by whose programs have no such operation.
    of_rivals: &'static str,
    arguments: &'static [&'static str],
    /// How many are there before.
    filled: u32,
    /// The values of what is printed, and whether more is better.
    values: &'static [(&'static str, Better)],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Better {
    More,
    Less,
}

const LINES: [Line; 7] = [
    Line {
        name: "emit, one task, events/s",
        operation: "enq-one",
        of_rivals: "enq-one",
        arguments: &["2000"],
        filled: 0,
        values: &[("rate", Better::More)],
    },
    Line {
        name: "emit in a transaction, events/s",
        operation: "enq-tx",
        of_rivals: "enq-one",
        arguments: &["2000"],
        filled: 0,
        values: &[("rate", Better::More)],
    },
    Line {
        name: "emit in a transaction of sqlx's pool, events/s",
        operation: "enq-join",
        of_rivals: "enq-one",
        arguments: &["2000"],
        filled: 0,
        values: &[("rate", Better::More)],
    },
    Line {
        name: "emit, 16 tasks, events/s",
        operation: "enq-par",
        of_rivals: "enq-par",
        arguments: &["8000", "16"],
        filled: 0,
        values: &[("rate", Better::More)],
    },
    Line {
        name: "emit in bulk, events/s",
        operation: "enq-batch",
        of_rivals: "enq-batch",
        arguments: &["20000", "1000"],
        filled: 0,
        values: &[("rate", Better::More)],
    },
    Line {
        name: "process no-ops, events/s",
        operation: "work",
        of_rivals: "work",
        arguments: &["20000", "16"],
        filled: 20_000,
        values: &[("rate", Better::More), ("drained_rate", Better::More)],
    },
    Line {
        name: "pick-up, ms",
        operation: "latency",
        of_rivals: "latency",
        arguments: &["200", "20", "16"],
        filled: 0,
        values: &[("p50", Better::Less), ("p99", Better::Less)],
    },
];

/// What a subject came to in all rounds.
#[derive(Default)]
struct Came {
    values: BTreeMap<(&'static str, &'static str), Vec<f64>>,
    spent: BTreeMap<&'static str, Spent>,
    recovered: Vec<f64>,
}

/// Measures this program and its rivals, `name=program[:configuration]` each.
pub async fn run(mut place: Place, rivals: &[&str]) -> Done {
    let mut subjects = vec![Subject {
        name: "buildamp".to_owned(),
        program: env::current_exe()?,
        configuration: "default".to_owned(),
    }];
    for rival in rivals {
        let (name, program) = rival.split_once('=').ok_or("write name=program")?;
        let (program, configuration) = program.split_once(':').unwrap_or((program, "default"));
        subjects.push(Subject {
            name: name.to_owned(),
            program: program.into(),
            configuration: configuration.to_owned(),
        });
    }
    let only = env::var("ONLY").unwrap_or_default();
    let lines: Vec<&Line> = LINES
        .iter()
        .filter(|line| line.operation.contains(&only))
        .collect();
    let mut came: Vec<Came> = subjects.iter().map(|_| Came::default()).collect();
    for round in 0..ROUNDS {
        for line in &lines {
            for (number, subject) in subjects.iter().enumerate() {
                let (printed, spent) = measure(&mut place, subject, line, number > 0).await?;
                for (value, _) in line.values {
                    let value_there = printed.get(value).and_then(Value::as_f64);
                    let so_far = came[number].values.entry((line.name, value)).or_default();
                    so_far.extend(value_there);
                }
                came[number].spent.insert(line.name, spent);
            }
        }
        if only.is_empty() || only == "crash" {
            for (number, subject) in subjects.iter().enumerate() {
                let recovered = recovery(&mut place, subject).await?;
                came[number].recovered.push(recovered);
            }
        }
        eprintln!("round {} of {ROUNDS}", round + 1);
    }
    print(&subjects, &lines, &came);
    Ok(())
}

/// One line of one subject, on a new database.
async fn measure(
    place: &mut Place,
    subject: &Subject,
    line: &Line,
    is_rival: bool,
) -> Done<(Value, Spent)> {
    let url = place.database().await?;
    call(subject, &url, "setup", &["0"])?;
    if line.filled > 0 {
        fill(subject, &url, line.filled)?;
        place.settle().await?;
    }
    let before = place.spent(&url).await?;
    let measured = |operation| call(subject, &url, operation, line.arguments);
    let printed = match measured(line.operation) {
        Err(_) if is_rival => measured(line.of_rivals)?,
        printed => printed?,
    };
    let after = place.spent(&url).await?;
    let n: f64 = line.arguments[0].parse()?;
    Ok((printed, after.each_since(before, n)))
}

fn fill(subject: &Subject, url: &str, n: u32) -> Done {
    let n = n.to_string();
    let filled = call(subject, url, "enq-batch", &[&n, "1000"])?;
    if filled["rate"].is_null() {
        call(subject, url, "enq-par", &[&n, "16"])?;
    }
    Ok(())
}

fn command(subject: &Subject, url: &str, operation: &str, arguments: &[&str]) -> Command {
    let is_script = subject.program.extension().is_some_and(|it| it == "mjs");
    let mut command = if is_script {
        let folder = subject.program.parent().unwrap_or(&subject.program);
        let mut node = Command::new(folder.join("node_modules/.bin/node"));
        node.arg(&subject.program).current_dir(folder);
        node
    } else {
        Command::new(&subject.program)
    };
    command
        .args([operation, &subject.configuration])
        .args(arguments)
        .env("DATABASE_URL", url)
        .env("SQLITE_PATH", url.trim_start_matches("sqlite:"))
        .env("PGBOSS_NOTIFY", "1")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn call(subject: &Subject, url: &str, operation: &str, arguments: &[&str]) -> Done<Value> {
    let done = command(subject, url, operation, arguments).output()?;
    let printed = String::from_utf8_lossy(&done.stdout);
    let line = printed.lines().rfind(|line| line.starts_with('{'));
    let Some(line) = line else {
        let said = String::from_utf8_lossy(&done.stderr);
        return Err(format!("{} {operation}: {said}", subject.name).into());
    };
    Ok(serde_json::from_str(line)?)
}

/// Kills a worker in the middle of its work; answers how many seconds later the last of what it held runs again.
async fn recovery(place: &mut Place, subject: &Subject) -> Done<f64> {
    let url = place.database().await?;
    call(subject, &url, "setup", &["0"])?;
    let n = 2000;
    fill(subject, &url, n)?;
    let log = |number: u32| -> Done<String> {
        let path = env::temp_dir().join(format!("engine-bench-{}-{number}", std::process::id()));
        fs::write(&path, "")?;
        Ok(path.display().to_string())
    };
    let (first, second) = (log(1)?, log(2)?);
    let (n, concurrency) = (n.to_string(), "16");
    let arguments = |log| [&*n, concurrency, log];
    let mut worker = command(subject, &url, "crashwork", &arguments(&*first)).spawn()?;
    let begun = Instant::now();
    // Between two rounds of handlers nothing may be held.
    let is_in_the_middle = || -> Done<bool> {
        let log = fs::read_to_string(&first)?;
        let (starts, ends) = (log.matches("S ").count(), log.matches("E ").count());
        Ok(ends >= 600 && starts >= ends + 8)
    };
    while !is_in_the_middle()? {
        if begun.elapsed() > Duration::from_mins(1) {
            return Err(format!("{} does not work", subject.name).into());
        }
        thread::sleep(Duration::from_millis(5));
    }
    worker.kill()?;
    worker.wait()?;
    let killed = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis();
    let held: Vec<String> = {
        let log = fs::read_to_string(&first)?;
        let ids = |what: &str| -> Vec<String> {
            let lines = log.lines().filter_map(|line| line.strip_prefix(what));
            lines
                .filter_map(|line| Some(line.split(' ').next()?.to_owned()))
                .collect()
        };
        let ended = ids("E ");
        ids("S ")
            .into_iter()
            .filter(|id| !ended.contains(id))
            .collect()
    };
    let mut worker = command(subject, &url, "crashwork", &arguments(&*second))
        .env("CRASH_CAP", "60")
        .spawn()?;
    let begun = Instant::now();
    let recovered = loop {
        thread::sleep(Duration::from_millis(20));
        let log = fs::read_to_string(&second)?;
        let again = held.iter().map(|id| {
            let start = log
                .lines()
                .find_map(|line| line.strip_prefix(&format!("S {id} ")));
            start.and_then(|at| at.parse::<u128>().ok())
        });
        let again: Option<Vec<u128>> = again.collect();
        if let Some(again) = again {
            let last = again.into_iter().max().unwrap_or(killed);
            break Duration::from_millis(u64::try_from(last - killed)?).as_secs_f64();
        }
        if begun.elapsed() > Duration::from_mins(1) {
            break f64::INFINITY;
        }
    };
    worker.kill()?;
    worker.wait()?;
    Ok(recovered)
}

fn median(values: &[f64]) -> Option<f64> {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

fn print(subjects: &[Subject], lines: &[&Line], came: &[Came]) {
    println!(
        "| what | who | median | all rounds | times the best rival | statements | commits | flushes | WAL bytes | CPU µs |"
    );
    println!("|---|---|---:|---|---:|---:|---:|---:|---:|---:|");
    for line in lines {
        for (value, better) in line.values {
            let medians: Vec<Option<f64>> = came
                .iter()
                .map(|came| median(came.values.get(&(line.name, *value))?))
                .collect();
            let best = medians.iter().skip(1).flatten().copied();
            let best = match better {
                Better::More => best.reduce(f64::max),
                Better::Less => best.reduce(f64::min),
            };
            for (place, subject) in subjects.iter().enumerate() {
                let Some(median) = medians[place] else {
                    continue;
                };
                let rounds: Vec<String> = came[place].values[&(line.name, *value)]
                    .iter()
                    .map(|value| shown(*value))
                    .collect();
                let ratio = match (place, best, better) {
                    (0, Some(best), Better::More) => format!("{:.2}", median / best),
                    (0, Some(best), Better::Less) => format!("{:.2}", best / median),
                    _ => String::new(),
                };
                let spent = came[place].spent[line.name];
                println!(
                    "| {}, {value} | {} | {} | {} | {ratio} | {:.2} | {:.2} | {:.2} | {:.0} | {:.0} |",
                    line.name,
                    subject.name,
                    shown(median),
                    rounds.join(", "),
                    spent.statements,
                    spent.commits,
                    spent.flushes,
                    spent.wal_bytes,
                    spent.cpu * 1e6
                );
            }
        }
    }
    for (subject, came) in subjects.iter().zip(came) {
        if let Some(median) = median(&came.recovered) {
            println!(
                "| what a killed worker held runs again after, s | {} | {median:.1} | | | | | | | |",
                subject.name
            );
        }
    }
}

fn shown(value: f64) -> String {
    if value < 100.0 {
        format!("{value:.2}")
    } else {
        format!("{value:.0}")
    }
}
