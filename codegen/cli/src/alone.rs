//! What makes a crate stand alone: a lock of its own, and in a checkout of the SDK the folder for what is built there.

use std::path::{Component, Path, PathBuf};

use hostplug_codegen::stub::Sdk;

use crate::cargo_lock;

/// A file of the crate.
type File = (PathBuf, String);

/// The settings of Cargo for a crate in `dir`, if that lies in the checkout that this program was built from and has
/// its SDK from there: it shares what is built.
pub(crate) fn config(dir: &Path, sdk: &Sdk) -> Option<File> {
    let checkout = folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))?;
    let is_ours = matches!(sdk, Sdk::Path(path) if *path == checkout.join("sdk"));
    let target = is_ours
        .then(|| target(&folder(dir)?, &checkout))
        .flatten()?;
    let text = format!(
        "# What the checkout of the SDK has built is not built again.\n\
         [build]\ntarget-dir = \"{target}\"\n"
    );
    Some((".cargo/config.toml".into(), text))
}

/// The lock of a crate that consists of `files`, and will be in `dir`.
///
/// # Errors
/// Why there is none, for a person. Cargo makes one with the first command, and needs the registry for it.
pub(crate) fn cargo_lock(sdk: &Sdk, dir: &Path, files: &[File]) -> Result<Option<File>, String> {
    let without = |reason: &str| format!("wrote no `{}`: {reason}", cargo_lock::NAME);
    let checkout = match sdk {
        Sdk::Workspace => return Ok(None),
        Sdk::Version(_) => {
            return Err(without(
                "the SDK comes from the registry, so Cargo makes one",
            ));
        }
        Sdk::Path(path) => path.parent().unwrap_or(path),
    };
    let manifest = files
        .iter()
        .find(|(path, _)| path == Path::new("Cargo.toml"));
    let manifest = manifest.map_or("", |(_, text)| text);
    let text = cargo_lock::of(manifest, dir, checkout).map_err(|reason| without(&reason))?;
    Ok(Some((cargo_lock::NAME.into(), text)))
}

/// A folder from the root of the system on, with links followed. It need not be there yet.
fn folder(dir: &Path) -> Option<PathBuf> {
    let dir = std::path::absolute(dir).ok()?;
    dir.ancestors().find_map(|above| {
        let below = dir.strip_prefix(above).ok()?;
        let above = above.canonicalize().ok()?;
        // To join nothing would add a separator.
        Some(above.components().chain(below.components()).collect())
    })
}

/// The folder `target` of a checkout, as seen from a folder in it.
fn target(dir: &Path, checkout: &Path) -> Option<String> {
    let below = dir.strip_prefix(checkout).ok()?.components();
    let up = below.map(|component| match component {
        Component::Normal(_) => Some("../"),
        _ => None,
    });
    let up: String = up.collect::<Option<_>>()?;
    Some(format!("{up}target"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checkout() -> PathBuf {
        folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")).unwrap()
    }

    #[test]
    fn a_crate_in_the_checkout_shares_what_is_built() {
        let sdk = Sdk::Path(checkout().join("sdk"));
        let (path, text) = config(&checkout().join("no/new"), &sdk).unwrap();
        assert_eq!(path, Path::new(".cargo/config.toml"));
        assert!(
            text.ends_with("[build]\ntarget-dir = \"../../target\"\n"),
            "{text}"
        );
        let (_, text) = config(&checkout().join("new"), &sdk).unwrap();
        assert!(text.contains("\"../target\""), "{text}");
    }

    #[test]
    fn a_crate_elsewhere_builds_for_itself() {
        let sdk = Sdk::Path(checkout().join("sdk"));
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(config(&folder.path().join("new"), &sdk), None);
        let elsewhere = Sdk::Path(folder.path().join("sdk"));
        let version = Sdk::Version("0.1".into());
        for sdk in [elsewhere, version, Sdk::Workspace] {
            assert_eq!(config(&checkout().join("new"), &sdk), None);
        }
    }

    #[test]
    fn a_lock_that_cannot_be_made_is_no_error() {
        let version = Sdk::Version("0.1".into());
        let reason = cargo_lock(&version, Path::new("new"), &[]).unwrap_err();
        assert!(reason.starts_with("wrote no `Cargo.lock`: "), "{reason}");
        let folder = tempfile::tempdir().unwrap();
        let sdk = Sdk::Path(folder.path().join("sdk"));
        let reason = cargo_lock(&sdk, Path::new("new"), &[]).unwrap_err();
        assert!(reason.contains("cannot read `"), "{reason}");
        assert_eq!(cargo_lock(&Sdk::Workspace, Path::new("new"), &[]), Ok(None));
    }
}
