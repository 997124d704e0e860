//! A store held against a plain model of it: lives at random, and after each step all that is on record.
//!
//! With one worker one thing is done after the other, and has one right answer. With several some are done at once, and there has to
//! be an order in which their answers are right. `MODEL_SECONDS=600` tries for longer (seconds for each store and number of
//! workers), `MODEL_SEED=7` begins with other lives; a life that goes wrong is made as short as it can be and shown with its seed.

use std::{
    env,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use futures_util::future::join_all;
use jiff::SignedDuration;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use tokio::runtime::Handle;

use self::{
    operation::{Operation, operations},
    record::Record,
    state::{Model, Way, policy},
    step::{Answer, Step, perform},
};
use crate::store::Store;

mod answers;
mod events;
mod limits;
mod operation;
mod record;
mod resolve;
mod state;
mod step;
mod work;

/// Tries lives of fresh stores for as long as there is time.
pub(crate) fn b3_h1_k1_k3_a_life_at_random_goes_as_the_model_says(
    workers: u8,
    fresh: impl AsyncFn() -> Arc<dyn Store>,
) {
    let give_up = Instant::now() + Duration::from_secs(number("MODEL_SECONDS", 3));
    let first = number("MODEL_SEED", 1);
    let mut seed = first;
    while seed == first || Instant::now() < give_up {
        let tried = tokio::task::block_in_place(|| {
            try_one(seed, workers, &|life| {
                Handle::current().block_on(async {
                    let store = fresh().await;
                    live(&*store, workers, life).await
                })
            })
        });
        if let Err((why, life)) = tried {
            panic!("MODEL_SEED={seed}, {workers} workers: {why}\n{life:#?}");
        }
        seed += 1;
    }
    println!("{} lives with {workers} workers", seed - first);
}

fn number(name: &str, default: u64) -> u64 {
    env::var(name).map_or(default, |text| text.parse().expect("a whole number"))
}

/// The life of this seed, and if it goes wrong the shortest that does.
fn try_one(
    seed: u64,
    workers: u8,
    lived: &dyn Fn(&[Operation]) -> Result<()>,
) -> Result<(), (String, Vec<Operation>)> {
    let config = Config {
        cases: 1,
        failure_persistence: None,
        max_shrink_time: 60_000,
        ..Config::default()
    };
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let tried = runner.run(&operations(workers), |life| {
        lived(&life).map_err(|why| TestCaseError::fail(format!("{why:#}")))
    });
    match tried {
        Ok(()) => Ok(()),
        Err(TestError::Fail(why, shortest)) => Err((why.to_string(), shortest)),
        Err(TestError::Abort(why)) => Err((why.to_string(), Vec::new())),
    }
}

async fn live(store: &dyn Store, workers: u8, life: &[Operation]) -> Result<()> {
    store.retention().keep(&policy()).await?;
    let mut model = Model::new(workers);
    for worker in 0..workers {
        let register = Operation::Register {
            worker,
            late: false,
            free: false,
        };
        go_on(store, &mut model, &register).await?;
    }
    for (place, operation) in life.iter().enumerate() {
        let done = go_on(store, &mut model, operation).await;
        done.with_context(|| format!("operation {place}"))?;
    }
    let record = Record::of(store, &model).await?;
    model.is_so_in_full(store, &record).await
}

async fn go_on(store: &dyn Store, model: &mut Model, operation: &Operation) -> Result<()> {
    match operation {
        Operation::Wait { seconds } => {
            model.now += SignedDuration::from_secs(*seconds);
            Ok(())
        }
        Operation::AtOnce(operations) => {
            let steps = model.resolve_together(operations);
            at_once(store, model, &steps).await
        }
        operation => {
            let Some(step) = model.resolve(operation) else {
                return Ok(());
            };
            let before = model.clone();
            let answer = perform(store, model, &step).await?;
            model.apply(&step, &answer, Way::InTurn)?;
            let record = Record::of(store, model).await?;
            before.may_become(&record)?;
            model.is_so(&record)
        }
    }
}

/// There is an order in which all of it could have happened.
async fn at_once(store: &dyn Store, model: &mut Model, steps: &[Step]) -> Result<()> {
    let before = &*model;
    let answers = join_all(steps.iter().map(|step| perform(store, before, step))).await;
    let answers: Vec<Answer> = answers.into_iter().collect::<crate::Result<_>>()?;
    let done: Vec<(&Step, &Answer)> = steps.iter().zip(&answers).collect();
    let mut record = None;
    let mut reasons = Vec::new();
    for order in orders(&done) {
        let mut after = model.clone();
        let mut tried = order
            .iter()
            .try_for_each(|(step, answer)| after.apply(step, answer, Way::AtOnce));
        if tried.is_ok() {
            if record.is_none() {
                record = Some(Record::of(store, &after).await?);
            }
            tried = record.as_ref().map_or(Ok(()), |record| after.is_so(record));
        }
        match tried {
            Ok(()) => {
                *model = after;
                return Ok(());
            }
            Err(why) => reasons.push(format!("{why:#}")),
        }
    }
    reasons.dedup();
    ensure!(done.is_empty(), "{done:#?} in no order: {reasons:#?}");
    Ok(())
}

/// Every order of some things.
fn orders<T: Copy>(of: &[T]) -> Vec<Vec<T>> {
    let Some((last, rest)) = of.split_last() else {
        return vec![Vec::new()];
    };
    let mut all = Vec::new();
    for order in orders(rest) {
        for place in 0..=order.len() {
            let mut order = order.clone();
            order.insert(place, *last);
            all.push(order);
        }
    }
    all
}
