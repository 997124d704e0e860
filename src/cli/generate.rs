//! `buildamp generate`: the front end's files.

mod told;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use buildamp_codegen::cache::{Facts, Place, Run};
use buildamp_codegen::emit::{Options, Owner, Plan, Target};
use buildamp_codegen::lock::{self, Verdict};
use buildamp_codegen::output::{self, Change, Status};
use buildamp_codegen::report::{self, Sources};
use buildamp_codegen::scan::{self, Answered, Forgetful, Memory};
use buildamp_codegen::{Analysis, parallel};
use clap::ValueEnum;
use clap::builder::{PossibleValuesParser, TypedValueParser};

pub use self::told::is_drift;
use self::told::{Told, diffs, document, outcome};
use super::answer::Answer;
use super::source::{Asked, Source};
use super::{diagnostics, github, watch};

/// Write the front end's files
///
/// Writes only what changed, removes generated files whose model is gone, and writes nothing at all when there is an
/// error. A change that breaks what others rely on is told; until it is accepted, schema.lock keeps what was there
/// and `--check` fails.
#[derive(Debug, clap::Args)]
#[command(after_long_help = JSON)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line"
)]
pub struct Args {
    #[command(flatten)]
    source: Source,

    /// Where the files go: a folder a target, `asyncapi.json` and `openapi.json` [default: generated]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// What to write, with commas [default: all]
    #[arg(long, value_name = "TARGET", value_delimiter = ',', value_parser = target())]
    target: Vec<Target>,

    /// Write nothing; exit with 1 and print a diff when files are not what the models give
    #[arg(long)]
    check: bool,

    /// Do it again whenever something changes, until Ctrl-C; an error leaves what is written as it is
    #[arg(short, long, conflicts_with_all = ["check", "accept"])]
    watch: bool,

    /// Take the changes that break others, and write schema.lock anew
    #[arg(long, conflicts_with = "check")]
    accept: bool,

    /// For people, for programs, or as annotations for GitHub
    #[arg(long, value_enum, default_value = "human")]
    format: Format,

    /// Print nothing but what is wrong
    #[arg(short, long)]
    quiet: bool,
}

const JSON: &str = "\
With `--format json` one document goes to standard output, diagnostics included:
  {
    \"problems\": [{\"code\", \"severity\", \"file\", \"line\", \"column\", \"end_line\", \"end_column\", \"message\", \"help\"}],
    \"files\": [{\"path\", \"status\"}]
  }
Lines and columns count from 1, columns in characters. A severity is `error` or `warning`. A status is `written`, `unchanged` or `removed`; with `--check`
it is `unchanged`, `missing`, `changed` or `orphan` (a generated file that no model gives any more).";

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Human,
    Json,
    Github,
}

fn target() -> impl TypedValueParser<Value = Target> {
    PossibleValuesParser::new(Target::ALL.map(Target::name)).try_map(|name| {
        let mut known = Target::ALL.into_iter();
        known
            .find(|target| target.name() == name)
            .ok_or("not a target")
    })
}

/// Writes or compares, unless there is a diagnostic; once, or as often as something changes.
pub fn run(args: &Args) -> Answer {
    if args.watch {
        return watch::run(args);
    }
    let order = match Order::of(args) {
        Ok(order) => order,
        Err(answer) => return answer,
    };
    if let Some(answer) = order.standing() {
        return answer;
    }
    // What is kept nowhere is of no use to one run alone.
    let facts = order.place.is_some().then(|| Arc::new(order.facts()));
    let round = order.carry_out(facts.as_ref());
    // The process ends here. To take apart all that was read, piece by piece, would take longer than the way out.
    std::mem::forget((round.analysis, round.seen, facts));
    round.answer
}

/// What is to be done: the arguments, with the settings where they say nothing.
pub struct Order<'a> {
    args: &'a Args,
    asked: Asked,
    targets: Vec<Target>,
    out: PathBuf,
    /// Where something may be kept for the next time.
    place: Option<Place>,
}

/// What became of an order.
pub struct Round {
    /// What to say.
    pub answer: Answer,
    /// What was read: as long as it stays, the answer does.
    pub seen: Answered,
    /// What it says.
    pub analysis: Analysis,
}

impl<'a> Order<'a> {
    /// # Errors
    /// What to print when a folder or the file that `$BUILDAMP_CONFIG` names is not there.
    pub fn of(args: &'a Args) -> Result<Self, Answer> {
        let mut asked = args.source.asked()?;
        let targets = match args.target.as_slice() {
            [] => asked.config.targets.clone(),
            targets => targets.to_vec(),
        };
        asked.input.targets.clone_from(&targets);
        let root = &asked.input.root;
        let models = asked.input.models.first();
        let above = models.map_or_else(|| root.clone(), |models| root.join(models));
        let target = std::env::var_os("CARGO_TARGET_DIR").map(|target| root.join(target));
        Ok(Self {
            targets,
            out: args.out.clone().unwrap_or(asked.config.out.clone()),
            place: Place::find(&scan::normal(&above), target),
            args,
            asked,
        })
    }

    /// The answer, if the last run had nothing to tell and nothing has changed since.
    fn standing(&self) -> Option<Answer> {
        if self.args.check || self.args.accept || !self.asked.is_well() {
            return None;
        }
        let outputs = Run::standing(self.place.as_ref()?, &self.key(), &self.out)?;
        let unchanged = outputs.into_iter().map(|output| Change {
            path: output.path,
            owner: Owner::Generator,
            status: Status::Unchanged,
            stamp: None,
            before: None,
            after: None,
        });
        let changes: Vec<Change> = unchanged.collect();
        let told = Told {
            problems: &[],
            sources: &Sources::new(),
            lock_stays: false,
        };
        Some(outcome(self.args, &shown(&self.out), &changes, &told))
    }

    /// What the files said before.
    pub fn facts(&self) -> Facts {
        Facts::open(self.place.as_ref(), &self.asked.input)
    }

    /// All that the outcome follows from besides what is read.
    fn key(&self) -> String {
        let Self {
            asked,
            targets,
            out,
            ..
        } = self;
        format!("{:?}", (&asked.input, &asked.config, targets, out))
    }

    /// Does it, and keeps what was learned for the next time, if there is to be one.
    pub fn carry_out(&self, facts: Option<&Arc<Facts>>) -> Round {
        let memory: Arc<dyn Memory> = match facts {
            Some(facts) => Arc::<Facts>::clone(facts),
            None => Arc::new(Forgetful),
        };
        let mut analysis = self.asked.read(&memory);
        let seen = std::mem::take(&mut analysis.seen);
        let answer = self.write(facts.map(Arc::as_ref), &analysis, &seen);
        Round {
            answer,
            seen,
            analysis,
        }
    }

    fn write(&self, facts: Option<&Facts>, analysis: &Analysis, seen: &Answered) -> Answer {
        let Self { args, out, .. } = self;
        let standing = match output::standing(out, lock::FILE) {
            Ok(standing) => standing,
            Err(error) => return refused(&error),
        };
        let shown = shown(out);
        let verdict = match (args.check, args.accept) {
            (true, _) => Verdict::Refused,
            (false, true) => Verdict::Accepted,
            (false, false) => Verdict::Open,
        };
        let lock_path = format!("{shown}/{}", lock::FILE);
        let review = || lock::review(analysis, standing.as_deref(), &lock_path, verdict);
        let options = Options {
            int64: self.asked.config.int64,
            npm_package: self.asked.config.typescript.package.as_deref(),
            import_suffix: self.asked.config.typescript.import_suffix,
            package: &analysis.model.package,
        };
        let save = || {
            if let Some(facts) = facts {
                facts.save();
            }
        };
        let plan = || {
            save();
            Plan::of(&analysis.definitions, &self.targets, options)
        };
        // Nothing is generated from what is known to be wrong; what the lock has against it is rare.
        let (review, plan) = if report::any_error(&analysis.problems) {
            save();
            (review(), None)
        } else {
            let (review, plan) = parallel::both(review, plan);
            (review, Some(plan))
        };
        let mut sheets = plan.as_ref().map_or(Vec::new(), Plan::sheets);
        let mut sources = analysis.sources.clone();
        sources.extend(standing.map(|text| (lock_path.into(), text.into())));
        let told = Told {
            problems: &review.problems,
            sources: &sources,
            lock_stays: review.stays,
        };
        if report::any_error(&review.problems) {
            return match args.format {
                Format::Human => {
                    // That others break is no reason to hide what would be written.
                    let mut drift = String::new();
                    if args.check && !sheets.is_empty() {
                        sheets.push((&review.file).into());
                        let changes = output::check(out, sheets, &self.targets);
                        drift = changes.map_or_else(|_| drift, |changes| diffs(&shown, &changes));
                    }
                    Answer::found(drift, told.human("nothing was written"))
                }
                Format::Json => Answer::found(document(&review.problems, "", &[]), ""),
                Format::Github => Answer::found(github::problems(&review.problems), ""),
            };
        }

        sheets.push((&review.file).into());
        let changes = if args.check {
            output::check(out, sheets, &self.targets)
        } else {
            output::write(out, sheets, &self.targets)
        };
        match changes {
            Ok(changes) => {
                if let (Some(place), [], false) = (&self.place, told.problems, args.check) {
                    Run::keep(place, &self.key(), seen, (out, &self.targets), &changes);
                }
                outcome(args, &shown, &changes, &told)
            }
            Err(error) => refused(&error),
        }
    }
}

/// What the disk does not allow.
fn refused(error: &output::Error) -> Answer {
    let help = match error {
        output::Error::Foreign { .. } => {
            "choose another folder with `--out DIR`, or clear this one"
        }
        output::Error::Io { .. } => {
            "make it readable and writable, or choose another folder with `--out DIR`"
        }
    };
    Answer::found("", diagnostics::plain(&error.to_string(), help))
}

/// The folder without detours, as it stands in front of every path.
fn shown(out: &Path) -> String {
    let short = scan::normal(out);
    if short.as_os_str().is_empty() {
        ".".to_owned()
    } else {
        short.to_string_lossy().replace('\\', "/")
    }
}
