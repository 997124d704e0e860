//! `[generate.ts]`: the package and what imports end with, before those who take it up.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use buildamp_codegen::config::{ImportSuffix, Int64};
use buildamp_codegen::emit::{Options, Target, generate};
use serde_json::{Value, json};

use crate::tools::{Project, assert_typescript_formatted, copy, expect, fixture, home, tool};

const USE_TS: &str = r#"import { isUuid, type Result } from "@acme/api";
import { listComments, submitComment, type SubmitCommentRes } from "@acme/api/api/comments";
import type { Client } from "@acme/api/buildamp-client";
import { optimistic } from "@acme/api/buildamp-optimistic";
import { CommentSchema } from "@acme/api/comment.schema";
import { listCommentsKey } from "@acme/api/tanstack";

export async function answers(texts: string[]) {
  const fetch = async () => ({
    status: 200,
    text: async () => JSON.stringify({ id: "1", author: "ada" }),
  });
  const client: Client = { fetch };
  const said: string[] = [];
  for (const text of texts) {
    const answer = await submitComment(client, { text });
    said.push(answer.ok ? read(answer).author : answer.error.kind);
  }
  const listed = await listComments(client, { author: [] });
  const vendor = CommentSchema["~standard"].vendor;
  const kept = optimistic(0).get();
  return [...said, listed.ok, vendor, isUuid("1"), kept, listCommentsKey()];
}

function read(result: Result<SubmitCommentRes> & { ok: true }): SubmitCommentRes {
  return result.value;
}
"#;

fn options(import_suffix: ImportSuffix) -> Options<'static> {
    Options {
        npm_package: Some("@acme/api"),
        import_suffix,
        ..Options::default()
    }
}

/// Somebody's project beside the package, with compiler options of their own.
struct Consumer {
    project: Project,
}

impl Consumer {
    fn of(folder: &Path, import_suffix: ImportSuffix) -> Self {
        let project = Project::of(
            folder,
            &fixture("requests"),
            &[Target::Ts],
            options(import_suffix),
        );
        project.write("app/ts/use.ts", USE_TS);
        project.write(
            "app/package.json",
            r#"{ "type": "module", "dependencies": { "@acme/api": "file:../ts" } }"#,
        );
        fs::create_dir_all(folder.join("app/node_modules/@acme")).unwrap();
        Self { project }
    }

    fn package(&self) -> std::path::PathBuf {
        self.project.folder.join("app/node_modules/@acme/api")
    }

    /// As a workspace has it, and a path in package.json.
    fn linked(self) -> Self {
        symlink("../../../ts", self.package()).unwrap();
        self
    }

    /// As it lies where it was packed and installed.
    fn copied(self) -> Self {
        copy(&self.project.folder.join("ts"), &self.package());
        self
    }

    /// What `tsc` says, with the strictest options and these.
    fn tsc(&self, own: &Value) -> std::process::Output {
        let config = fs::read_to_string(home().join("tsconfig.json")).unwrap();
        let mut config: Value = serde_json::from_str(&config).unwrap();
        let all = config["compilerOptions"].as_object_mut().unwrap();
        all.remove("rootDir");
        all.extend(own.as_object().unwrap().clone());
        self.project.write("app/tsconfig.json", &config.to_string());
        let mut tsc = tool("tsc");
        tsc.arg("--project").arg(self.project.folder.join("app"));
        tsc.output().unwrap()
    }

    fn compiles(&self, own: &Value) {
        expect(&format!("tsc {own}"), &self.tsc(own));
    }

    /// What the program makes of a comment and of one that is too short, once esbuild has bundled it.
    fn bundled(&self) {
        let app = self.project.folder.join("app");
        let mut esbuild = tool("esbuild");
        esbuild
            .current_dir(&app)
            .args(["ts/use.ts", "--bundle", "--format=esm"])
            .arg(format!("--outfile={}/js/use.js", app.display()));
        expect("esbuild", &esbuild.output().unwrap());
        let built = Project { folder: app };
        assert_eq!(
            built.answers(&json!(["hi", " "])),
            json!([
                "ada",
                "invalid",
                false,
                "buildamp",
                false,
                0,
                ["comments/list"]
            ])
        );
    }
}

fn nodenext() -> Value {
    json!({ "module": "nodenext", "noEmit": true })
}

fn bundler() -> Value {
    json!({ "module": "esnext", "moduleResolution": "bundler", "noEmit": true })
}

#[test]
fn h17_a_package_resolves_by_its_name_for_tsc_and_for_a_bundler() {
    for is_linked in [true, false] {
        let folder = tempfile::tempdir().unwrap();
        let consumer = Consumer::of(folder.path(), ImportSuffix::Js);
        let consumer = if is_linked {
            consumer.linked()
        } else {
            consumer.copied()
        };
        consumer.compiles(&nodenext());
        consumer.compiles(&bundler());
        consumer.bundled();
    }
}

#[test]
fn h17_what_a_package_does_not_export_is_nobodys_to_import() {
    let folder = tempfile::tempdir().unwrap();
    let consumer = Consumer::of(folder.path(), ImportSuffix::Js).linked();
    consumer
        .project
        .write("ts/own.ts", "export const own = 1;\n");
    let other = USE_TS.replace("@acme/api/comment.schema", "@acme/api/own");
    consumer.project.write("app/ts/use.ts", &other);
    for options in [nodenext(), bundler()] {
        let output = consumer.tsc(&options);
        assert!(!output.status.success());
        let told = String::from_utf8(output.stdout).unwrap();
        assert!(told.contains("@acme/api/own"), "{told}");
    }
}

#[test]
fn h17_each_import_suffix_compiles_with_the_options_that_it_belongs_to() {
    let with = |options: Value, more: Value| {
        let mut options = options;
        let more = more.as_object().unwrap().clone();
        options.as_object_mut().unwrap().extend(more);
        options
    };
    let emitting = json!({
        "module": "nodenext", "rewriteRelativeImportExtensions": true, "outDir": "js", "rootDir": "..",
    });
    for (suffix, allowed, refused) in [
        (ImportSuffix::Js, vec![nodenext(), bundler()], vec![]),
        (
            ImportSuffix::Ts,
            vec![
                with(nodenext(), json!({ "allowImportingTsExtensions": true })),
                with(bundler(), json!({ "allowImportingTsExtensions": true })),
                emitting,
            ],
            vec![nodenext(), bundler()],
        ),
        (ImportSuffix::None, vec![bundler()], vec![nodenext()]),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let consumer = Consumer::of(folder.path(), suffix).linked();
        assert_typescript_formatted(&folder.path().join("ts"));
        for options in allowed {
            consumer.compiles(&options);
        }
        for options in refused {
            assert!(!consumer.tsc(&options).status.success(), "{options}");
        }
        consumer.bundled();
    }
}

#[test]
fn h17_every_file_ends_its_imports_alike_and_is_formatted() {
    let folder = tempfile::tempdir().unwrap();
    for suffix in ImportSuffix::ALL {
        for int64 in Int64::ALL {
            for case in ["requests_beside_messages", "every_shape"] {
                let options = Options {
                    int64,
                    ..options(suffix)
                };
                let place = folder.path().join(format!("{suffix:?}/{int64:?}/{case}"));
                for file in generate(&fixture(case), &[Target::Ts], options) {
                    let path = place.join(&file.path);
                    fs::create_dir_all(path.parent().unwrap()).unwrap();
                    fs::write(&path, &file.text).unwrap();
                    for from in file.text.split(" from \"").skip(1) {
                        let from = from.split('"').next().unwrap();
                        let end = from.rsplit_once('.').map(|(_, end)| end);
                        let is_alike = match suffix {
                            ImportSuffix::Js => end == Some("js"),
                            ImportSuffix::Ts => end == Some("ts"),
                            ImportSuffix::None => !matches!(end, Some("js" | "ts")),
                        };
                        assert!(is_alike, "{}: {from}", path.display());
                    }
                }
            }
        }
    }
    assert_typescript_formatted(folder.path());
}
