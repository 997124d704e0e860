//! How much of the TypeScript a page is sent.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use buildamp_codegen::emit::{Options, Target};

use crate::tools::{Project, expect, fixture, tool};

fn project(folder: &Path) -> Project {
    let options = Options {
        npm_package: Some("@acme/api"),
        ..Options::default()
    };
    Project::of(folder, &fixture("requests"), &[Target::Ts], options)
}

/// What esbuild makes of a program.
fn bundle(project: &Project, program: &str, options: &[&str]) -> String {
    project.write("ts/program.ts", program);
    let mut esbuild = tool("esbuild");
    esbuild
        .current_dir(project.folder.join("ts"))
        .args(["program.ts", "--bundle", "--format=esm"])
        .args(options);
    let output = esbuild.output().unwrap();
    expect("esbuild", &output);
    String::from_utf8(output.stdout).unwrap()
}

/// Its bytes minified and gzipped.
fn size(project: &Project, program: &str) -> usize {
    let text = bundle(project, program, &["--minify"]);
    let mut node = Command::new("node")
        .arg("--eval")
        .arg("console.log(zlib.gzipSync(fs.readFileSync(0), { level: 9 }).length)")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    node.stdin
        .take()
        .unwrap()
        .write_all(text.as_bytes())
        .unwrap();
    let output = node.wait_with_output().unwrap();
    expect("node", &output);
    String::from_utf8_lossy(&output.stdout)
        .trim()
        .parse()
        .unwrap()
}

#[test]
fn h17_the_client_with_an_endpoint_is_at_most_4_kb() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path());
    for (what, program, most) in [
        (
            "the client and an endpoint",
            "export { submitComment } from \"./api/comments.js\";",
            4_096,
        ),
        (
            "the same for TanStack Query",
            "export { submitCommentMutation, retry } from \"./tanstack.js\";",
            4_096,
        ),
        (
            "`optimistic` alone",
            "export { optimistic } from \"./buildamp-optimistic.js\";",
            1_024,
        ),
    ] {
        let bytes = size(&project, program);
        println!("{what}: {bytes} bytes");
        assert!(bytes <= most, "{what}: {bytes} bytes");
    }
}

#[test]
fn h17_a_page_is_sent_the_endpoints_that_it_asks_alone() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path());
    let paths = ["SubmitComment", "comments/list", "MakeBoard", "Fail"];
    for (program, kept) in [
        (
            "import { submitComment } from \"./api/comments.js\";\nconsole.log(submitComment);",
            vec!["SubmitComment"],
        ),
        (
            "import * as comments from \"./api/comments.js\";\nconsole.log(comments.listComments);",
            vec!["comments/list"],
        ),
        (
            "import { makeBoardMutation } from \"./tanstack.js\";\nconsole.log(makeBoardMutation);",
            vec!["MakeBoard"],
        ),
        (
            "import { isListCommentsReq } from \"./api/comments.js\";\nconsole.log(isListCommentsReq);",
            vec![],
        ),
        (
            "import \"./tanstack.js\";\nimport \"./api/comments.js\";",
            vec![],
        ),
    ] {
        let text = bundle(&project, program, &[]);
        let found = paths
            .iter()
            .filter(|path| text.contains(&format!("\"{path}\"")));
        let found: Vec<&str> = found.copied().collect();
        assert_eq!(found, kept, "{program}");
    }
}
