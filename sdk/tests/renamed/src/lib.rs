//! Plugins of a crate that calls the SDK by another name. Whatever rustc and Clippy could warn of is an error here, so
//! that nothing of what the attribute writes warns an author.

#![deny(
    warnings,
    missing_docs,
    missing_debug_implementations,
    unreachable_pub,
    unused_qualifications,
    unused_results,
    unused_lifetimes,
    single_use_lifetimes,
    trivial_casts,
    trivial_numeric_casts,
    elided_lifetimes_in_paths,
    explicit_outlives_requirements,
    let_underscore_drop,
    redundant_lifetimes,
    unit_bindings,
    unnameable_types,
    variant_size_differences,
    missing_copy_implementations,
    non_ascii_idents,
    absolute_paths_not_starting_with_crate,
    future_incompatible,
    keyword_idents,
    rust_2018_idioms,
    rust_2024_compatibility,
    nonstandard_style,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::cargo,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::absolute_paths,
    clippy::exhaustive_structs,
    clippy::missing_docs_in_private_items
)]
#![allow(
    clippy::multiple_crate_versions,
    clippy::cargo_common_metadata,
    reason = "about dependencies and the manifest, not about code"
)]

use sdk::wasmtime::component::{Accessor, Resource};
use sdk::{Caller, Lifecycle, Scope, host_plugin, wasmtime};

/// Keeps values.
#[derive(Clone, Copy, Debug, Default)]
#[host_plugin(
    world = "demo:all/plugin",
    inline = "
        package demo:all@1.0.0;
        interface store {
            enum error { gone }
            record entry { key: string, value: list<u8> }
            flags access { read, write }
            resource bucket { constructor(access: access); get: func(key: string) -> result<entry, error>; }
            entries: func() -> list<entry>;
            soon: async func() -> result<u32, error>;
        }
        interface watcher {
            use store.{entry};
            changed: func(entry: entry) -> result<u32, string>;
            later: async func(key: string);
        }
        world plugin { import store; export watcher; }
    ",
    with("demo:all/store.bucket" = Bucket),
    binding = Bound,
    crate = ::sdk
)]
#[non_exhaustive]
pub struct Keeper;

/// What the plugin keeps for a handle.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Bucket;

/// What the plugin keeps for a component.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Bound {
    /// Whom it tells of changes.
    pub watcher: Option<all::watcher::Component>,
}

impl Lifecycle for Keeper {
    async fn bind(&self, scope: &Scope, (): ()) -> wasmtime::Result<Bound> {
        let watcher = scope.export();
        Ok(Bound { watcher })
    }
}

impl all::store::Host for Caller<'_, Keeper> {
    async fn entries(&mut self) -> sdk::Result<Vec<all::store::Entry>> {
        Ok(Vec::new())
    }

    fn convert_error(
        &mut self,
        error: sdk::Fail<all::store::Error>,
    ) -> sdk::Result<all::store::Error> {
        error.into_wit()
    }
}

impl all::store::HostWithStore<sdk::State> for Keeper {
    async fn soon(_: &Accessor<sdk::State, Self>) -> sdk::Result<u32, all::store::Error> {
        Ok(1)
    }
}

impl all::store::HostBucket for Caller<'_, Keeper> {
    async fn new(&mut self, _: all::store::Access) -> sdk::Result<Resource<Bucket>> {
        Ok(self.table().push(Bucket)?)
    }

    async fn get(
        &mut self,
        _: Resource<Bucket>,
        _: String,
    ) -> sdk::Result<all::store::Entry, all::store::Error> {
        Err(all::store::Error::Gone.into())
    }

    async fn drop(&mut self, bucket: Resource<Bucket>) -> sdk::Result<()> {
        let Bucket = self.table().delete(bucket)?;
        Ok(())
    }
}

/// Has nothing but its functions.
#[derive(Clone, Copy, Debug, Default)]
#[host_plugin(
    world = "demo:small/plugin",
    inline = "package demo:small; interface small { get: func() -> u32; } world plugin { import small; }",
    crate = ::sdk
)]
#[non_exhaustive]
pub struct Small;

impl small::small::Host for Caller<'_, Small> {
    async fn get(&mut self) -> sdk::Result<u32> {
        Ok(1)
    }
}
