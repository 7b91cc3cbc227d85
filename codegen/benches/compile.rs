//! What a plugin costs its author at each `cargo check`: a crate with one interface against one with a bare `bindgen!`
//! and a function that links it by hand.
//!
//! `cargo bench -p hostplug-codegen --bench compile` writes both crates into a workspace below the target folder, checks
//! them and what they depend on once, and then takes turns: touch the source, check.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// How often each crate has its turn.
const ROUNDS: usize = 20;

const WIT: &str = "package demo:greet@1.0.0; \
    interface greeter { greet: func(name: string) -> result<string, string>; } \
    world plugin { import greeter; }";

const PLUGIN: &str = r#"
use hostplug::{Caller, host_plugin};

#[host_plugin(world = "demo:greet/plugin", inline = "WIT")]
pub struct Greeter;

impl greet::greeter::Host for Caller<'_, Greeter> {
    async fn greet(&mut self, name: String) -> hostplug::Result<Result<String, String>> {
        Ok(Ok(name))
    }
}
"#;

const BARE: &str = r#"
use wasmtime::component::{HasSelf, Linker};

wasmtime::component::bindgen!({
    world: "demo:greet/plugin",
    inline: "WIT",
    imports: { default: async | trappable },
    require_store_data_send: true,
});

pub struct Greeter;

impl demo::greet::greeter::Host for Greeter {
    async fn greet(&mut self, name: String) -> wasmtime::Result<Result<String, String>> {
        Ok(Ok(name))
    }
}

pub fn link(linker: &mut Linker<Greeter>) -> wasmtime::Result<()> {
    demo::greet::greeter::add_to_linker::<_, HasSelf<Greeter>>(linker, |greeter| greeter)
}
"#;

fn main() {
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let workspace = Workspace::write();
    let [bare, plugin] = ["bare", "plugin"].map(|package| {
        workspace.check(package);
        package
    });
    let mut rounds: Vec<[f64; 2]> = Vec::new();
    for round in 0..ROUNDS {
        // Who is first changes, so that neither always finds what the other has just read.
        rounds.push(match round % 2 {
            0 => [bare, plugin].map(|package| workspace.turn(package)),
            _ => {
                let [plugin, bare] = [plugin, bare].map(|package| workspace.turn(package));
                [bare, plugin]
            }
        });
    }
    print(&rounds);
}

fn print(rounds: &[[f64; 2]]) {
    let column = |of: fn(&[f64; 2]) -> f64| quartiles(rounds.iter().map(of).collect());
    println!("\n## `cargo check` of a crate with one interface\n");
    println!("|               | median  | quartiles        |");
    println!("| ---           | ---     | ---              |");
    for (name, [low, median, high]) in [
        ("bare bindings", column(|[bare, _]| *bare)),
        ("plugin", column(|[_, plugin]| *plugin)),
        ("plugin / bare", column(|[bare, plugin]| plugin / bare)),
    ] {
        println!("| {name:13} | {median:<7.3} | {low:.3} to {high:.3}   |");
    }
}

fn quartiles(mut values: Vec<f64>) -> [f64; 3] {
    values.sort_by(f64::total_cmp);
    [1, 2, 3].map(|quarter| values[values.len() * quarter / 4])
}

/// A workspace of its own: the features of Wasmtime are those of a plugin, not those of a host.
struct Workspace {
    folder: PathBuf,
}

impl Workspace {
    fn write() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("compile");
        let sdk = format!("hostplug = {{ path = {:?} }}", root.join("sdk"));
        let wasmtime = "wasmtime = { version = \"=48.0.8\", default-features = false, features = [\"async\", \
                        \"component-model\", \"component-model-async\", \"runtime\", \"std\"] }";
        let workspace = Workspace { folder };
        workspace.package("plugin", &sdk, PLUGIN);
        workspace.package("bare", wasmtime, BARE);
        let manifest = "[workspace]\nresolver = \"3\"\nmembers = [\"plugin\", \"bare\"]\n";
        fs::write(workspace.folder.join("Cargo.toml"), manifest).unwrap();
        fs::copy(root.join("Cargo.lock"), workspace.folder.join("Cargo.lock")).unwrap();
        workspace
    }

    fn package(&self, name: &str, dependency: &str, code: &str) {
        let folder = self.folder.join(name);
        fs::create_dir_all(folder.join("src")).unwrap();
        let manifest = format!(
            "[package]\nname = \"{name}\"\nedition = \"2024\"\n[dependencies]\n{dependency}\n"
        );
        fs::write(folder.join("Cargo.toml"), manifest).unwrap();
        fs::write(self.source(name), code.replace("WIT", WIT)).unwrap();
    }

    fn source(&self, package: &str) -> PathBuf {
        self.folder.join(package).join("src/lib.rs")
    }

    fn check(&self, package: &str) {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            .args(["check", "--quiet", "--offline", "--package", package])
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", self.folder.join("target"))
            .output()
            .expect("cargo runs this benchmark");
        let text = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{text}");
    }

    /// The seconds of one check after the source has changed.
    fn turn(&self, package: &str) -> f64 {
        let source = self.source(package);
        // Cargo compares times of files, and those may have steps.
        std::thread::sleep(Duration::from_millis(20));
        fs::write(&source, fs::read(&source).unwrap()).unwrap();
        let start = Instant::now();
        self.check(package);
        start.elapsed().as_secs_f64()
    }
}
