//! The `Cargo.lock` of a new crate: what the crate reaches of the lock of the checkout in which its SDK is, so that it
//! is built from what was downloaded for that.

mod folders;
mod manifest;
mod text;

use std::fs;
use std::path::Path;

use self::folders::Folders;
use self::manifest::{Dependency, Manifest, Shared, Tests};
use self::text::Locked;

/// Name of the file.
pub(crate) const NAME: &str = "Cargo.lock";

/// What a package of the registry needs in the checkout and not in a new crate: the one, and what it needs.
const NOT_NEEDED: &[(&str, &str)] = &[
    // For the text of tests of the code generator, which no other workspace builds.
    ("wit-component", "wat"),
    // For clients of registries, which plugin-gen has with a feature only.
    ("cc", "jobserver"),
    ("cc", "libc"),
    ("getrandom", "js-sys"),
    ("getrandom", "wasm-bindgen"),
    ("rustls", "aws-lc-rs"),
    ("rustls-pki-types", "web-time"),
    ("rustls-webpki", "aws-lc-rs"),
    ("tracing", "log"),
    ("wasm-metadata", "auditable-serde"),
    ("wasm-metadata", "flate2"),
    ("wasm-metadata", "serde"),
    ("wasm-metadata", "serde_derive"),
    ("wasm-metadata", "serde_json"),
    ("wasm-metadata", "spdx"),
    ("wasm-metadata", "url"),
    ("zeroize", "zeroize_derive"),
];

/// The lock of a crate in `dir` with the text of its manifest. What it depends on is in the checkout, or in the lock of that.
///
/// # Errors
/// Why there is none. Cargo makes one then, with the newest versions of everything.
pub(crate) fn of(manifest: &str, dir: &Path, checkout: &Path) -> Result<String, String> {
    let mut lock = Locked::parse(&read(&checkout.join(NAME))?)?;
    let shared = Shared::parse(&read(&checkout.join("Cargo.toml"))?, checkout)?;
    let manifest = Manifest::parse(manifest, dir, Tests::Own, &Shared::default())?;
    let needs = manifest.active(&manifest.all_features());
    for (package, kept) in Folders::reached(&needs, &shared)?.needs() {
        lock.keep(package, |need| kept.contains(need));
    }
    for (package, not_needed) in NOT_NEEDED {
        lock.keep(package, |need| need != *not_needed);
    }
    let needs = needs.iter().map(|need| find(&lock, need));
    let needs = needs.collect::<Result<_, _>>()?;
    let root = lock.add(&manifest.name, needs);
    Ok(lock.text(root))
}

fn read(path: &Path) -> Result<String, String> {
    let text = fs::read_to_string(path);
    text.map_err(|error| format!("cannot read `{}`: {error}", path.display()))
}

/// The package that a new crate means.
fn find(lock: &Locked, need: &Dependency) -> Result<usize, String> {
    let package = &need.package;
    let found = match (&need.path, &need.version) {
        (Some(_), _) => lock.in_folder(package),
        (None, version) => lock.newest(package, version.as_deref().unwrap_or("*")),
    };
    found.ok_or_else(|| format!("`{package}` is not in the lock of the SDK"))
}
