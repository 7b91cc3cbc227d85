//! The pages for those who run a host, held against the code.

use std::collections::BTreeSet;

use hostplug_host::HostFile;
use hostplug_runtime::Workload;

use crate::{hostplug, stderr};

const TROUBLES: &str = include_str!("../../../../docs/troubleshooting.md");
const HOSTING: &str = include_str!("../../../../docs/hosting.md");
const KUBERNETES: &str = include_str!("../../kubernetes.yaml");
const CONTAINERFILE: &str = include_str!("../../Containerfile");

/// Where the messages are that somebody who runs a host can see.
const SOURCES: &[&str] = &[
    include_str!("../../../../runtime-core/src/error.rs"),
    include_str!("../../../../runtime-core/src/resolve/problem.rs"),
    include_str!("../../../../runtime-core/src/resolve/mismatch.rs"),
    include_str!("../../../../runtime-core/src/spec/document.rs"),
    include_str!("../../../../runtime-core/src/part/error.rs"),
    include_str!("../../../../runtime-core/src/source.rs"),
    include_str!("../../../../sdk/src/error.rs"),
    include_str!("../../../../sdk/src/invoke.rs"),
    include_str!("../../../../sdk/src/interface.rs"),
    include_str!("../../src/control/error.rs"),
    include_str!("../../src/admin/metrics.rs"),
];

/// What a reached limit is told with; it stands behind the name of the component.
const EXCEEDED: &str = include_str!("../../../../runtime-core/src/budget.rs");

#[test]
fn every_message_has_an_entry() {
    let mut messages: BTreeSet<_> = SOURCES.iter().copied().flat_map(headlines).collect();
    messages.extend(headlines(EXCEEDED).map(|limit| format!("component `..` {limit}")));
    // Nothing but a name and a reason, which are messages of their own.
    messages.retain(|message| !["..", "component `..` .."].contains(&message.as_str()));
    let entries: BTreeSet<_> = TROUBLES
        .lines()
        .filter_map(|line| line.strip_prefix("### "))
        .collect();
    let missing: Vec<_> = messages
        .iter()
        .filter(|message| !entries.contains(message.as_str()))
        .collect();
    assert!(
        missing.is_empty(),
        "docs/troubleshooting.md has no entry for {missing:#?}"
    );
    let from_code = |entry: &&&str| messages.contains(**entry) || entry.starts_with("`limits.");
    let stale: Vec<_> = entries.iter().filter(|entry| !from_code(entry)).collect();
    assert!(stale.is_empty(), "nobody says {stale:#?} any more");
}

/// The first lines of the texts of `#[error("..")]`, with `..` for what is filled in.
fn headlines(source: &str) -> impl Iterator<Item = String> {
    source.split("#[error(").skip(1).filter_map(|rest| {
        let text = rest.trim_start().strip_prefix('"')?;
        let mut headline = String::new();
        let mut characters = text.chars();
        while let Some(character) = characters.next() {
            match character {
                '"' => break,
                '\\' => match characters.next()? {
                    'n' => break,
                    escaped => headline.push(escaped),
                },
                '{' => {
                    characters.by_ref().find(|end| *end == '}')?;
                    if !headline.ends_with("..") {
                        headline.push_str("..");
                    }
                }
                other => headline.push(other),
            }
        }
        Some(without_list(&headline).to_owned())
    })
}

/// The list of what there is, which is the second line, is filled in where the first one ends.
fn without_list(headline: &str) -> &str {
    match headline.strip_suffix("..") {
        Some(rest) if rest.ends_with(|last: char| last.is_alphanumeric() || last == '`') => rest,
        _ => headline,
    }
}

#[test]
fn the_host_in_30_lines_is_the_example() {
    let example = include_str!("../../examples/own.rs");
    let (_, code) = example.split_once("\n\n").unwrap();
    assert!(
        HOSTING.contains(&format!("```rust\n{code}```")),
        "the page shows other code than `examples/own.rs`"
    );
    assert!(code.lines().filter(|line| !line.is_empty()).count() <= 30);
}

/// The list behind `key: `, which is JSON as well.
fn list(text: &str, key: &str) -> Vec<String> {
    let line = text
        .lines()
        .find_map(|line| line.trim_start().strip_prefix(key))
        .unwrap();
    serde_json::from_str(line).unwrap()
}

#[test]
fn the_container_and_the_cluster_call_the_command_as_it_is() {
    let directory = tempfile::tempdir().unwrap();
    for arguments in [list(CONTAINERFILE, "CMD "), list(KUBERNETES, "args: ")] {
        // What the command line does not have is told before a file is missed.
        let output = hostplug(directory.path())
            .args(&arguments)
            .output()
            .unwrap();
        let missed = "error: cannot read workload `/etc/hostplug/workload.toml`";
        assert!(stderr(&output).starts_with(missed), "{}", stderr(&output));
        let ports = [port(&arguments, "--listen"), port(&arguments, "--admin")];
        assert!(CONTAINERFILE.contains(&format!("EXPOSE {}", ports.join(" "))));
    }
}

fn port<'a>(arguments: &'a [String], option: &str) -> &'a str {
    let at = arguments
        .iter()
        .position(|argument| argument == option)
        .unwrap();
    arguments[at + 1].rsplit(':').next().unwrap()
}

#[test]
fn the_probes_of_the_cluster_are_on_the_admin_port() {
    let arguments = list(KUBERNETES, "args: ");
    for (option, name) in [("--listen", "http"), ("--admin", "admin")] {
        let port = port(&arguments, option);
        let declared = format!("- name: {name}\n              containerPort: {port}\n");
        assert!(KUBERNETES.contains(&declared), "no {declared}");
    }
    assert!(
        KUBERNETES.contains("livenessProbe:\n            httpGet: { path: /livez, port: admin }")
    );
    assert!(
        KUBERNETES.contains("readinessProbe:\n            httpGet: { path: /readyz, port: admin }")
    );
    assert!(KUBERNETES.contains("targetPort: http\n"));
}

/// The text of a file in the config map.
fn file(name: &str) -> String {
    let (_, rest) = KUBERNETES.split_once(&format!("  {name}: |\n")).unwrap();
    let lines = rest
        .lines()
        .take_while(|line| line.is_empty() || line.starts_with("    "));
    lines
        .map(|line| line.trim_start().to_owned() + "\n")
        .collect()
}

#[test]
fn the_documents_of_the_cluster_are_read() {
    let workload = Workload::from_toml(&file("workload.toml"), "/etc/hostplug").unwrap();
    assert_eq!(workload.name, "shop");
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("hostplug.toml");
    std::fs::write(&path, file("hostplug.toml")).unwrap();
    HostFile::find(Some(&path), &path).unwrap();
}
