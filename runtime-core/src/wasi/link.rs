//! Links an interface of WASI for one part. Wasmtime wants plain `fn` pointers that find the context of a call in the
//! store's data, so there is a table of them for each context, with a function for each part.

use hostplug::wasmtime::Result;
use hostplug::wasmtime::component::{HasData, LinkerInstance, ResourceTable};
use hostplug::{__slots, InterfaceId, MAX_BINDINGS, State};
use wasmtime_wasi::cli::{WasiCli, WasiCliCtxView};
use wasmtime_wasi::clocks::{WasiClocks, WasiClocksCtxView};
use wasmtime_wasi::filesystem::{WasiFilesystem, WasiFilesystemCtxView};
use wasmtime_wasi::random::{WasiRandom, WasiRandomCtx};
use wasmtime_wasi::sockets::{WasiSockets, WasiSocketsCtxView};
use wasmtime_wasi_http::{WasiHttp, WasiHttpCtxView};

use super::context::HostData;
use super::{interfaces, p2, p3};

/// How many parts one composed component can have.
pub(crate) const MAX_PARTS: usize = MAX_BINDINGS;

pub(super) type Table<D> = [fn(&mut State) -> <D as HasData>::Data<'_>; MAX_PARTS];

fn host_and_table(state: &mut State) -> (&mut HostData, &mut ResourceTable) {
    let (host, table) = state.host_and_table::<HostData>();
    (
        host.expect("every store of the runtime holds its host data"),
        table,
    )
}

fn cli_of<const N: usize>(state: &mut State) -> WasiCliCtxView<'_> {
    let (host, table) = host_and_table(state);
    WasiCliCtxView {
        ctx: host.parts[N].wasi.cli(),
        table,
    }
}

fn clocks_of<const N: usize>(state: &mut State) -> WasiClocksCtxView<'_> {
    let (host, table) = host_and_table(state);
    WasiClocksCtxView {
        ctx: host.parts[N].wasi.clocks(),
        table,
    }
}

fn filesystem_of<const N: usize>(state: &mut State) -> WasiFilesystemCtxView<'_> {
    let (host, table) = host_and_table(state);
    WasiFilesystemCtxView {
        ctx: host.parts[N].wasi.filesystem(),
        table,
    }
}

fn random_of<const N: usize>(state: &mut State) -> &mut WasiRandomCtx {
    HostData::of(state).parts[N].wasi.random()
}

fn sockets_of<const N: usize>(state: &mut State) -> WasiSocketsCtxView<'_> {
    let (host, table) = host_and_table(state);
    WasiSocketsCtxView {
        ctx: host.parts[N].wasi.sockets(),
        table,
    }
}

fn http_of<const N: usize>(state: &mut State) -> WasiHttpCtxView<'_> {
    let (host, table) = host_and_table(state);
    let part = &mut host.parts[N];
    WasiHttpCtxView {
        ctx: &mut part.http,
        hooks: &mut part.hooks,
        table,
    }
}

pub(super) const CLI: Table<WasiCli> = __slots!(cli_of);
pub(super) const CLOCKS: Table<WasiClocks> = __slots!(clocks_of);
pub(super) const FILESYSTEM: Table<WasiFilesystem> = __slots!(filesystem_of);
pub(super) const RANDOM: Table<WasiRandom> = __slots!(random_of);
pub(super) const SOCKETS: Table<WasiSockets> = __slots!(sockets_of);
pub(super) const HTTP: Table<WasiHttp> = __slots!(http_of);

/// Defines the functions of `interface` in `instance`, for calls of the `part`th part.
pub(crate) fn link(
    interface: &InterfaceId,
    instance: &mut LinkerInstance<'_, State>,
    part: usize,
) -> Result<()> {
    match interfaces::is_p3(interface) {
        true => p3::link(interface, instance, part),
        false => p2::link(interface, instance, part),
    }
}

pub(super) fn unknown(name: &str) -> Result<()> {
    hostplug::wasmtime::bail!("the runtime does not serve the interface `{name}`")
}

/// The view with which the runtime itself makes a request for the entry, which is the first part.
pub(crate) fn http_view(state: &mut State) -> WasiHttpCtxView<'_> {
    http_of::<0>(state)
}
