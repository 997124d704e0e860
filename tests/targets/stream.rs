//! The connection to a server's stream, in TypeScript: `stream.mjs` holds the scenarios.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::{env, fs};

use crate::tools::{Project, expect, fixture, home};

/// One test for each scenario of `stream.mjs`.
macro_rules! scenarios {
    ($($name:ident)*) => { $(
        #[test]
        fn $name() {
            run(stringify!($name));
        }
    )* };
}

scenarios! {
    s57_tells_its_state_hands_out_messages_and_disconnects
    s57_a_signal_closes_and_ends_the_loops
    s57_without_an_event_source_it_is_closed_at_once
    s57_options_reach_the_event_source
    s57_every_message_has_its_case
    s58_comes_back_after_a_drop_where_it_was
    s58_comes_back_from_a_server_that_was_gone_for_a_while
    s58_says_that_it_may_have_missed_something_when_it_knows_no_position
    s58_waits_by_chance_longer_each_time_and_never_over_half_a_minute
    s58_leaves_the_page_and_comes_back_with_it
    s59_what_came_already_is_dropped
    s59_one_connection_serves_callbacks_and_loops
    s59_the_first_loop_is_given_what_came_before_it
    s59_a_slow_loop_is_told_to_load_anew
    h24_unknown_messages_are_kept_and_malformed_ones_told
}

fn run(scenario: &str) {
    let output = Command::new("node")
        .arg(home().join("stream.mjs"))
        .arg(compiled())
        .arg(scenario)
        .output()
        .unwrap();
    expect(scenario, &output);
}

/// The messages of `first_event`, compiled once for all scenarios.
fn compiled() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("stream");
        let _ = fs::remove_dir_all(&folder);
        Project::new(&folder, &fixture("first_event")).compile_typescript();
        folder
    })
}
