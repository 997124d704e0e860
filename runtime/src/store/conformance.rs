//! What every store has to do, as functions over the trait, and all of them as cases that anybody tries with a database.

use std::sync::Arc;

use futures_util::future::LocalBoxFuture;
use jiff::Timestamp;
use uuid::Uuid;

use super::{
    Claim, Claimed, ConsumerSpec, Delivery, Emitted, NewEvent, NewWorker, Settlement, Start, Store,
    To, WorkerId,
};
use crate::{Config, EventId, Limits, Mode, ids::event_id_at};

pub(crate) mod calls;
pub(crate) mod capabilities;
pub(crate) mod continuations;
pub(crate) mod crons;
pub(crate) mod debouncing;
pub(crate) mod delivering;
pub(crate) mod emitting;
pub(crate) mod erasing;
pub(crate) mod expects;
pub(crate) mod handing_over;
pub(crate) mod inbox;
pub(crate) mod known_bugs;
pub(crate) mod limiting;
pub(crate) mod messages;
pub(crate) mod migrating;
pub(crate) mod model;
pub(crate) mod modes;
pub(crate) mod operating;
pub(crate) mod poison;
pub(crate) mod progress;
pub(crate) mod results;
pub(crate) mod retention;
pub(crate) mod sessions;
pub(crate) mod steps;
pub(crate) mod transitions;
pub(crate) mod whole;

/// One thing that BuildAmp takes for granted of its database.
#[derive(Debug, Clone, Copy)]
pub struct Case {
    name: &'static str,
    tries: Tries,
}

#[derive(Debug, Clone, Copy)]
enum Tries {
    /// With an empty store.
    One(for<'s> fn(&'s dyn Store) -> LocalBoxFuture<'s, ()>),
    /// With several that are opened one after the other.
    Instances,
    /// Lives at random with so many workers, each with an empty store.
    Lives(u8),
}

/// All that a database has to do, one by one.
#[must_use]
pub fn cases() -> Vec<Case> {
    let case = |name, tries| Case { name, tries };
    let mut cases = vec![
        case(
            "b23_a_store_keeps_and_shares_what_it_says",
            Tries::Instances,
        ),
        case(
            "b3_h1_k1_k3_a_life_at_random_goes_as_the_model_says_with_1_worker",
            Tries::Lives(1),
        ),
        case(
            "b3_h1_k1_k3_a_life_at_random_goes_as_the_model_says_with_4_workers",
            Tries::Lives(4),
        ),
    ];
    cases.extend(ALONE);
    cases
}

impl Case {
    /// What is tried, in words, with the requirements that it is about.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Tries it. Whenever it needs a database it calls `fresh`, which answers with the URL of an empty one (`store.url` in
    /// `buildamp.toml`), for nobody else's use as long as this runs.
    ///
    /// It needs a runtime of several threads.
    ///
    /// # Panics
    /// When the database does not do it, with what it did, and when it cannot be reached or is not empty.
    pub async fn run(&self, fresh: impl AsyncFn() -> String) {
        match self.tries {
            Tries::One(case) => case(&*empty(&fresh().await).await).await,
            Tries::Instances => b23_a_store_keeps_and_shares_what_it_says(&fresh().await).await,
            Tries::Lives(workers) => {
                let fresh = async || empty(&fresh().await).await;
                model::b3_h1_k1_k3_a_life_at_random_goes_as_the_model_says(workers, fresh);
            }
        }
    }
}

macro_rules! alone {
    ($($room:ident::$case:ident)*) => {
        /// What is tried with one store.
        const ALONE: &[Case] = &[$(Case {
            name: stringify!($case),
            tries: Tries::One(|store| Box::pin($room::$case(store))),
        },)*];
    };
}

alone! {
    capabilities::what_is_on_record_is_read_beside_a_transaction_where_the_store_says_so
    whole::b7_a_store_does_whatever_the_provider_of_a_broker_is_asked_for
    transitions::b3_from_each_state_nothing_leads_but_what_is_legal
    emitting::p2_p10_an_event_comes_back_as_it_was_emitted
    emitting::h8_events_are_filtered_by_session_and_the_rest
    emitting::s6_a_batch_is_stored_all_or_none
    emitting::k6_an_idempotency_key_is_unique_in_its_tenant
    emitting::an_event_reaches_the_consumers_of_its_type
    emitting::a_new_consumer_starts_now_or_at_the_beginning
    emitting::a_consumer_is_a_row
    emitting::s23_a_transaction_holds_events_and_settlements_together
    delivering::h38_claims_by_priority_then_due_time
    delivering::an_attempt_ends_in_each_way
    delivering::k1_a_settle_is_fenced_by_the_attempt
    delivering::k2_k3_rescue_takes_expired_leases_only
    delivering::k22_extend_keeps_what_is_held_and_names_what_is_lost
    delivering::h1_replay_gives_a_fresh_budget
    delivering::next_due_and_open
    delivering::no_delivery_is_claimed_twice
    known_bugs::k1_what_is_settled_while_it_is_rescued_stays_settled
    known_bugs::k2_one_that_is_lost_is_found_among_10000_that_are_not
    known_bugs::k5_one_conflict_in_a_batch_stops_none_of_the_others
    known_bugs::k18_what_is_gone_comes_back_by_no_way
    known_bugs::k19_what_is_lost_is_taken_by_one_of_those_who_look
    limiting::no_more_run_at_once_than_may
    limiting::no_more_start_in_a_span_than_may
    limiting::no_more_of_a_key_run_at_once_than_may
    limiting::each_key_has_its_turn
    limiting::deliveries_of_a_key_run_in_order
    limiting::no_more_of_a_key_start_in_a_span_than_may
    limiting::limits_come_and_go
    debouncing::the_last_event_of_a_key_takes_the_place_of_what_waits
    debouncing::of_concurrent_events_of_a_key_one_waits
    debouncing::keys_of_which_nothing_waits_are_forgotten
    poison::k4_a_worker_whose_process_is_gone_loses_its_deliveries_at_once
    poison::f8_what_has_lost_three_workers_is_dead
    poison::f8_what_was_lost_twice_runs_again_one_by_one
    operating::h29_what_waits_and_what_runs_is_called_off
    inbox::s24_s25_a_message_is_new_once_for_each_consumer_of_each_tenant
    inbox::s27_what_is_rolled_back_was_not_received
    inbox::h26_an_event_is_stored_once_with_the_messages_that_it_comes_from
    inbox::h26_events_that_come_at_once_are_stored_once_each
    inbox::s27_what_was_answered_is_kept_with_the_message
    inbox::s26_of_copies_that_come_at_once_one_is_new
    inbox::s24_what_was_received_is_forgotten_part_by_part
    handing_over::k22_what_a_worker_is_ready_for_is_claimed_with_its_emit
    handing_over::k4_what_was_handed_over_runs_again_after_its_lease
    handing_over::what_may_not_start_at_once_is_not_handed_over
    operating::h29_what_is_dead_is_discarded
    operating::b6_what_runs_and_ran_says_in_which_instance
    operating::b6_a_consumer_says_which_instances_have_it
    operating::b6_an_instance_is_known_as_long_as_its_worker_is_on_record
    operating::b2_events_are_listed_by_their_source_and_what_lies_below_it
    operating::h29_what_waits_is_due_now
    operating::h29_a_consumer_is_paused_and_resumed
    operating::h29_a_consumer_that_will_not_come_back_is_retired
    operating::b8_events_are_listed_by_what_they_are_in_pages
    operating::k20_the_queue_is_measured
    operating::b37_which_events_there_are
    operating::b9_events_deliveries_consumers_and_workers_are_counted
    operating::h29_deliveries_are_listed_by_what_they_are_in_pages
    modes::an_ephemeral_consumer_gets_no_deliveries
    modes::p5_what_is_taken_with_its_emit_ends_with_it
    modes::s23_a_part_of_a_transaction_is_kept_or_undone_by_itself
    modes::k1_what_was_taken_with_its_emit_is_fenced
    migrating::f11_the_schema_goes_back_step_by_step_and_comes_again
    migrating::f11_what_holds_data_is_not_dropped_unasked
    expects::k20_what_is_expected_is_a_row
    expects::k20_what_is_missed_is_told_once_together_with_its_event
    expects::k20_what_was_stored_is_looked_at
    crons::h40_a_tick_is_taken_once_together_with_its_event
    retention::b22_s22_an_event_goes_when_its_time_is_over
    retention::b22_all_that_belongs_to_an_event_goes_with_it
    retention::k23_the_purge_goes_part_by_part_and_does_not_meet_what_stays
    retention::k23_purgers_do_not_get_in_each_others_way
    erasing::p7_what_a_scope_finds_is_erased_and_the_rest_stays
    erasing::p7_no_delivery_outlives_the_data_of_its_event
    erasing::p7_an_erasure_that_was_cut_off_goes_on
    erasing::p7_what_a_session_was_sent_of_it_is_forgotten
    continuations::what_comes_after_a_chain_waits_for_all_of_it
    continuations::what_comes_after_a_chain_is_taken_once
    continuations::p7_what_was_to_come_of_somebody_is_erased
    results::a_result_is_kept_with_the_success_of_its_delivery
    results::a_result_stands_or_falls_with_its_transaction
    results::b22_p7_a_result_goes_with_its_event
    calls::h11_calls_are_read_back_as_they_were_made_in_pages
    calls::b22_a_call_goes_with_its_event_or_by_its_time
    calls::p7_what_a_call_was_answered_is_erased_with_its_event
    steps::a_step_is_kept_by_the_attempt_that_holds_the_delivery
    sessions::h14_a_session_is_found_by_its_token_until_it_expires
    sessions::h14_a_session_is_found_in_its_tenant_alone
    sessions::h14_an_old_token_is_worth_nothing_after_a_rotation
    sessions::h14_concurrent_changes_of_a_session_lose_nothing
    sessions::h14_a_change_stands_or_falls_with_its_transaction
    sessions::h14_a_token_stands_or_falls_with_its_transaction
    sessions::h14_sessions_end_and_expire
    messages::h9_h25_a_message_goes_to_its_targets_and_to_nobody_else
    messages::h9_a_message_that_nobody_could_ask_for_is_not_stored
    messages::h9_a_message_leaves_with_its_transaction
    messages::f2_a_client_that_comes_back_gets_exactly_what_it_missed
    messages::h9_the_last_256_messages_are_kept
    messages::h9_messages_and_streams_are_forgotten
    messages::h9_the_tail_reads_on_from_its_cursor
    messages::h14_after_a_rotation_old_connections_get_nothing_more
    progress::h36_an_emit_and_a_settle_tell_in_their_transaction
    progress::h36_a_rescue_tells_whose_deliveries_were_lost
    progress::h36_calling_off_tells_whose_deliveries_it_were
}

async fn b23_a_store_keeps_and_shares_what_it_says(url: &str) {
    let (store, other) = (empty(url).await, open(url).await);
    capabilities::b23_another_instance_sees_what_is_stored_where_the_store_says_so(
        &*store, &*other,
    )
    .await;
    drop((store, other));
    let later = open(url).await;
    capabilities::b23_what_is_stored_outlives_the_instance_where_the_store_says_so(&*later).await;
}

/// The store in a database that has nothing of BuildAmp's in it yet.
async fn empty(url: &str) -> Arc<dyn Store> {
    let store = choose(url);
    let schema = store.schema().await.unwrap();
    assert!(
        !schema.migrations.iter().any(|it| it.applied),
        "there is something of BuildAmp's in this database: give each case an empty one"
    );
    store.migrate().await.unwrap();
    store
}

/// One more instance.
async fn open(url: &str) -> Arc<dyn Store> {
    let store = choose(url);
    store.migrate().await.unwrap();
    store
}

fn choose(url: &str) -> Arc<dyn Store> {
    let mut config = Config::default();
    url.clone_into(&mut config.store.url);
    super::choose(&config, Arc::default()).unwrap()
}

/// A second on the tests' clock.
pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_767_225_600 + seconds).unwrap()
}

pub(crate) fn event(event_type: &str) -> NewEvent {
    let id = event_id_at(at(0));
    NewEvent {
        id,
        source: "/buildamp/test".to_owned(),
        event_type: event_type.to_owned(),
        version: 1,
        subject: None,
        time: at(0),
        data: r#"{"n":1.0,"text":"a \"b\" \u0000 é 🦀"}"#.to_owned(),
        tenant: "default".to_owned(),
        actor: None,
        session_id: None,
        correlation_id: id.into(),
        causation_id: None,
        traceparent: None,
        partition_key: None,
        idempotency_key: None,
        debounce: None,
        run_at: at(0),
        priority: 0,
        max_attempts: None,
        progress: false,
        has_secrets: false,
        told: None,
    }
}

pub(crate) fn consumer(name: &str, on: &str) -> ConsumerSpec {
    ConsumerSpec {
        name: name.to_owned(),
        on: on.to_owned(),
        start: Start::Now,
        max_attempts: 3,
        limits: Limits::new(),
        mode: Mode::Durable,
    }
}

pub(crate) fn worker() -> WorkerId {
    WorkerId(Uuid::from(event_id_at(at(0))))
}

/// A worker that is about to make itself known, of the application `test`.
pub(crate) fn new_worker(id: WorkerId) -> NewWorker<'static> {
    NewWorker {
        id,
        instance: "here",
        application: "test",
        process: None,
    }
}

pub(crate) async fn register(store: &dyn Store, worker: WorkerId, consumers: &[ConsumerSpec]) {
    store
        .register(&new_worker(worker), consumers, at(0), at(30))
        .await
        .unwrap();
}

pub(crate) async fn emit(store: &dyn Store, events: &[NewEvent]) -> Vec<Emitted> {
    store.emit(None, events).await.unwrap()
}

pub(crate) async fn claim(
    store: &dyn Store,
    worker: WorkerId,
    consumers: &[&str],
    limit: u32,
    now: i64,
) -> Vec<Claimed> {
    let consumers: Vec<String> = consumers.iter().map(|&name| name.to_owned()).collect();
    let claim = Claim {
        worker,
        consumers: &consumers,
        limit,
        now: at(now),
        lease_until: at(now + 30),
    };
    store.claim(claim).await.unwrap()
}

pub(crate) fn end(claimed: &Claimed, worker: WorkerId, to: To) -> Settlement {
    let Claimed {
        delivery,
        attempt,
        claimed_at,
        ..
    } = *claimed;
    Settlement {
        delivery,
        worker,
        attempt,
        started_at: claimed_at,
        to,
        result: None,
        told: None,
    }
}

pub(crate) async fn deliveries(store: &dyn Store, event: EventId) -> Vec<Delivery> {
    store.records().deliveries(&[event]).await.unwrap()
}
