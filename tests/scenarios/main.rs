//! What somebody does in an afternoon, from one end to the other, with a package that cargo builds: the command, the
//! build script and the compilers of the other languages together.

mod package;
#[expect(dead_code, reason = "the command line's tests use the rest")]
#[path = "../cli/project.rs"]
mod project;
mod rebuild;
mod scenario_1;
#[expect(dead_code, reason = "the tests of the languages use the rest")]
#[path = "../targets/tools.rs"]
mod tools;
