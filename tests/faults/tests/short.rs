//! Each scenario for some seconds, on each database. `cargo run --release -p faults` takes its time.

use std::process::Command;

/// Runs one, and fails with its figures when one of them is beyond its limit.
fn run(scenario: &str) {
    let ran = Command::new(env!("CARGO_BIN_EXE_faults"))
        .args([scenario, "--short", "--seed", "1"])
        .output()
        .expect("the program runs");
    let (figures, errors) = (
        String::from_utf8_lossy(&ran.stdout),
        String::from_utf8_lossy(&ran.stderr),
    );
    assert!(ran.status.success(), "{figures}{errors}");
    assert!(figures.contains(" ok "), "{figures}");
}

#[test]
fn f1_k4_workers_are_killed_and_nothing_is_lost() {
    run("F1");
}

#[test]
fn f2_an_application_that_is_killed_keeps_what_it_has_acknowledged() {
    run("F2");
}

#[test]
fn f3_k15_a_server_that_fails_comes_back_and_all_goes_on() {
    run("F3");
}

#[test]
fn f4_a_full_disk_refuses_and_breaks_nothing() {
    run("F4");
}

#[test]
fn f5_k11_whoever_sets_the_clock_takes_nothing_from_anybody() {
    run("F5");
}

#[test]
fn f6_k8_a_network_that_is_cut_loses_nothing() {
    run("F6");
}

#[test]
fn f8_k24_poison_harms_nobody_else_and_a_mended_handler_makes_good_for_it() {
    run("F8");
}

#[test]
fn f12_two_builds_handle_what_they_know_and_nothing_else() {
    run("F12");
}
