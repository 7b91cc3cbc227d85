//! `plugin-gen update`: a crate from newer WIT and newer templates, around what its author wrote.

mod answer;
mod plan;

use std::path::{Path, PathBuf};

use clap::Args;
use hostplug_codegen::catalogue::Profile;
use hostplug_codegen::stub::fill::{Folders, renew};
use hostplug_codegen::stub::{Backend, Package, PluginCrate, Request, plugin_crate};
use semver::Version;

pub(crate) use self::answer::Updated;
use self::plan::Plan;
pub(crate) use self::plan::{read, wit_files};
use crate::lock::Lock;
use crate::recipe::{OriginRecord, Recipe, WitRecord};
use crate::wit::{Found, Source};
use crate::{Error, Output, alone, package, write};

/// Take newer WIT and the templates of this version into a crate that plugin-gen wrote.
///
/// Methods that are missing are inserted, everything else in `src` stays as it is. Other files are merged; where that
/// fails, the file stays as it is and `FILE.rej` says what was to be changed.
#[derive(Debug, Args)]
pub(crate) struct Update {
    /// Folder of the plugin's package; by default the one around the current folder
    dir: Option<PathBuf>,
    /// Take this package of the catalogue, instead of the WIT that the crate was made from
    #[arg(long, value_name = "PACKAGE[@VERSION]", conflicts_with = "wit")]
    package: Option<String>,
    #[command(flatten)]
    source: Source,
    /// Serve another world
    #[arg(long)]
    world: Option<String>,
    /// Overwrite WIT and other files of the generator although they were changed by hand
    #[arg(long)]
    force: bool,
}

pub(crate) fn run(update: &Update, output: Output) -> Result<Updated, Error> {
    let root = package::root(update.dir.as_deref())?;
    let dir = update.dir.clone().unwrap_or_else(|| ".".into());
    let lock = Lock::read(&root)?.ok_or_else(|| Error::NoOwnLock(dir.clone()))?;
    refuse_newer(&lock)?;
    plan::refuse_unresolved(&root, &lock)?;
    let Wit {
        found,
        typed,
        source,
    } = wit(update, &lock, &root)?;
    let rendered = render(&root, &lock, &found.package, update.world.as_deref())?;

    let staged = staged(&rendered.written)?;
    let files = package::sources(&root)?;
    let folders = Folders {
        root: &root,
        staged: staged.path(),
    };
    let worlds = (lock.recipe.world.as_str(), rendered.written.world.as_str());
    let renewal = renew(folders, &files, worlds)?;

    let id = found.package.id();
    let wit = WitRecord::of(
        &found.package,
        &rendered.written.world,
        typed.as_deref(),
        &source,
        &root,
    );
    let mut plan = Plan::new(&root, &lock, rendered.recipe, wit, update.force);
    plan.files(&rendered.written.files, rendered.is_complete)?;
    plan.sources(&files, &renewal);
    let (steps, done) = plan.finish()?;
    if !output.dry_run {
        write::all(&root, &steps)?;
    }
    let notes = found
        .notes
        .into_iter()
        .chain(rendered.written.notes)
        .chain(rendered.note);
    Ok(Updated {
        dir,
        from: lock.wit.package.clone(),
        to: id,
        files: done,
        renewal,
        dry_run: output.dry_run,
        notes: notes.collect(),
    })
}

/// Older templates would undo what newer ones did.
fn refuse_newer(lock: &Lock) -> Result<(), Error> {
    let this = env!("CARGO_PKG_VERSION");
    let parsed = |version: &str| Version::parse(version).ok();
    match parsed(&lock.generator) > parsed(this) {
        true => Err(Error::Newer(lock.generator.clone())),
        false => Ok(()),
    }
}

/// WIT, and how it was asked for.
struct Wit {
    found: Found,
    typed: Option<String>,
    source: Source,
}

/// What the user names; else what is now where the crate's WIT came from.
fn wit(update: &Update, lock: &Lock, root: &Path) -> Result<Wit, Error> {
    let is_named = update.source.wit.is_some() || update.package.is_some();
    let (typed, source) = match &lock.wit.origin {
        _ if is_named => (update.package.clone(), update.source.clone()),
        OriginRecord::Path(path) => {
            let path = root.join(path);
            if !path.exists() {
                return Err(Error::OriginGone(path));
            }
            let wit = Some(path);
            (
                None,
                Source {
                    wit,
                    ..Source::default()
                },
            )
        }
        OriginRecord::Catalogue {
            package,
            profile,
            hash,
            ..
        } => {
            let profile = profile.as_deref().map(str::parse::<Profile>).transpose();
            let source = Source {
                profile: profile.map_err(|error| Error::Package(error.to_string()))?,
                hash: hash.clone(),
                remote: update.source.remote.clone(),
                ..Source::default()
            };
            (Some(package.clone()), source)
        }
        OriginRecord::Registry { package, registry } => {
            let source = Source {
                remote: update.source.remote.recorded(registry.as_deref()),
                ..Source::default()
            };
            (Some(package.clone()), source)
        }
    };
    let found = match (&source.wit, &typed) {
        (None, Some(typed)) if !source.remote.is_asked_for() => source.catalogued(typed)?,
        _ => source.package(typed.as_deref())?,
    };
    Ok(Wit {
        found,
        typed,
        source,
    })
}

/// A crate as this version writes it.
struct Rendered {
    written: PluginCrate,
    recipe: Recipe,
    /// Whether there is more than WIT.
    is_complete: bool,
    note: Option<String>,
}

fn render(
    root: &Path,
    lock: &Lock,
    package: &Package,
    world: Option<&str>,
) -> Result<Rendered, Error> {
    let recipe = &lock.recipe;
    let name = recipe.name()?;
    let (asked, interfaces) = recipe.asked(&package.id());
    let backend = recipe.backend();
    let template = recipe.template(root)?;
    let is_other_world = world.is_some();
    let request = Request {
        world: world.or(asked),
        interfaces: if is_other_world { &[] } else { &interfaces },
        backend: Some(backend),
        sync: recipe.sync(),
        template: &template,
        ci: recipe.ci(),
        ..Request::new(&name, package, recipe.sdk(&lock.generator))
    };
    let refused = match plugin_crate(&request) {
        Ok(mut written) => {
            written.files.extend(alone::config(root, &request.sdk));
            return Ok(Rendered {
                recipe: Recipe::of(&request, &written).with_template_of(recipe),
                written,
                is_complete: true,
                note: None,
            });
        }
        Err(error) if backend == Backend::None => return Err(error.into()),
        Err(error) => error,
    };
    // The template of the backend is for another world, but what it became is the author's.
    let request = Request {
        backend: Some(Backend::None),
        ..request
    };
    let written = plugin_crate(&request)?;
    let reason = refused
        .messages
        .first()
        .and_then(|message| message.lines().next());
    Ok(Rendered {
        recipe: Recipe::of(&request, &written)
            .with_template_of(recipe)
            .with_backend(backend),
        written,
        is_complete: false,
        note: reason
            .map(|reason| format!("{reason}, so only WIT and missing methods were written")),
    })
}

/// The new WIT in a folder of its own, as it will be in that of the crate.
fn staged(written: &PluginCrate) -> Result<tempfile::TempDir, Error> {
    let failed = |source| Error::Write {
        path: std::env::temp_dir(),
        source,
    };
    let staged = tempfile::tempdir().map_err(failed)?;
    for (path, text) in &written.files {
        if path.starts_with("wit") {
            write::new(&staged.path().join(path), text).map_err(failed)?;
        }
    }
    Ok(staged)
}

/// Where a patch goes that could not be applied.
pub(crate) fn rejected(path: &str) -> String {
    format!("{path}.rej")
}

/// The files that have such a patch beside them.
pub(crate) fn unresolved(root: &Path, lock: &Lock) -> Vec<String> {
    let paths = lock.merged().map(|(path, _)| rejected(path));
    paths.filter(|path| root.join(path).exists()).collect()
}
