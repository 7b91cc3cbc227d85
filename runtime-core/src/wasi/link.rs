//! Links an interface of WASI for one part. Wasmtime wants plain `fn` pointers that find the context of a call in the
//! store's data, so there is a table of them for each context, with a function for each part.

use hostplug::wasmtime::Result;
use hostplug::wasmtime::component::{HasData, LinkerInstance, ResourceTable};
use hostplug::{__slots, InterfaceId, MAX_BINDINGS, State};
use wasmtime_wasi::cli::{WasiCli, WasiCliCtxView};
use wasmtime_wasi::clocks::{WasiClocks, WasiClocksCtxView};
use wasmtime_wasi::filesystem::{WasiFilesystem, WasiFilesystemCtxView};
use wasmtime_wasi::p2::bindings::{cli, clocks, filesystem, random, sockets};
use wasmtime_wasi::random::{WasiRandom, WasiRandomCtx};
use wasmtime_wasi::sockets::{WasiSockets, WasiSocketsCtxView};
use wasmtime_wasi_http::p2::bindings::http;
use wasmtime_wasi_http::{WasiHttp, WasiHttpCtxView};
use wasmtime_wasi_io::bindings::wasi::io;

use super::context::HostData;

/// How many parts one composed component can have.
pub(crate) const MAX_PARTS: usize = MAX_BINDINGS;

type Table<D> = [fn(&mut State) -> <D as HasData>::Data<'_>; MAX_PARTS];

struct Io;

impl HasData for Io {
    type Data<'a> = &'a mut ResourceTable;
}

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

const CLI: Table<WasiCli> = __slots!(cli_of);
const CLOCKS: Table<WasiClocks> = __slots!(clocks_of);
const FILESYSTEM: Table<WasiFilesystem> = __slots!(filesystem_of);
const RANDOM: Table<WasiRandom> = __slots!(random_of);
const SOCKETS: Table<WasiSockets> = __slots!(sockets_of);
const HTTP: Table<WasiHttp> = __slots!(http_of);

/// Defines the functions of `interface` in `instance`, for calls of the `part`th part.
pub(crate) fn link(
    interface: &InterfaceId,
    instance: &mut LinkerInstance<'_, State>,
    part: usize,
) -> Result<()> {
    match interface.package() {
        "io" => link_io(interface.name(), instance),
        "cli" => link_cli(interface.name(), instance, part),
        "clocks" => link_clocks(interface.name(), instance, part),
        "filesystem" => link_filesystem(interface.name(), instance, part),
        "http" => link_http(interface.name(), instance, part),
        "random" => link_random(interface.name(), instance, part),
        "sockets" => link_sockets(interface.name(), instance, part),
        _ => unknown(interface.name()),
    }
}

fn unknown(name: &str) -> Result<()> {
    hostplug::wasmtime::bail!("the runtime does not serve the interface `{name}`")
}

fn link_io(name: &str, instance: &mut LinkerInstance<'_, State>) -> Result<()> {
    match name {
        "error" => io::error::add_to_linker_instance::<State, Io>(instance, State::table),
        "poll" => io::poll::add_to_linker_instance::<State, Io>(instance, State::table),
        "streams" => io::streams::add_to_linker_instance::<State, Io>(instance, State::table),
        _ => unknown(name),
    }
}

fn link_cli(name: &str, instance: &mut LinkerInstance<'_, State>, part: usize) -> Result<()> {
    let get = CLI[part];
    match name {
        "environment" => cli::environment::add_to_linker_instance::<State, WasiCli>(instance, get),
        "exit" => cli::exit::add_to_linker_instance::<State, WasiCli>(instance, get),
        "stdin" => cli::stdin::add_to_linker_instance::<State, WasiCli>(instance, get),
        "stdout" => cli::stdout::add_to_linker_instance::<State, WasiCli>(instance, get),
        "stderr" => cli::stderr::add_to_linker_instance::<State, WasiCli>(instance, get),
        "terminal-input" => {
            cli::terminal_input::add_to_linker_instance::<State, WasiCli>(instance, get)
        }
        "terminal-output" => {
            cli::terminal_output::add_to_linker_instance::<State, WasiCli>(instance, get)
        }
        "terminal-stdin" => {
            cli::terminal_stdin::add_to_linker_instance::<State, WasiCli>(instance, get)
        }
        "terminal-stdout" => {
            cli::terminal_stdout::add_to_linker_instance::<State, WasiCli>(instance, get)
        }
        "terminal-stderr" => {
            cli::terminal_stderr::add_to_linker_instance::<State, WasiCli>(instance, get)
        }
        _ => unknown(name),
    }
}

fn link_clocks(name: &str, instance: &mut LinkerInstance<'_, State>, part: usize) -> Result<()> {
    let get = CLOCKS[part];
    match name {
        "monotonic-clock" => {
            clocks::monotonic_clock::add_to_linker_instance::<State, WasiClocks>(instance, get)
        }
        "wall-clock" => {
            clocks::wall_clock::add_to_linker_instance::<State, WasiClocks>(instance, get)
        }
        _ => unknown(name),
    }
}

fn link_filesystem(
    name: &str,
    instance: &mut LinkerInstance<'_, State>,
    part: usize,
) -> Result<()> {
    let get = FILESYSTEM[part];
    match name {
        "preopens" => {
            filesystem::preopens::add_to_linker_instance::<State, WasiFilesystem>(instance, get)
        }
        "types" => {
            filesystem::types::add_to_linker_instance::<State, WasiFilesystem>(instance, get)
        }
        _ => unknown(name),
    }
}

fn link_http(name: &str, instance: &mut LinkerInstance<'_, State>, part: usize) -> Result<()> {
    let get = HTTP[part];
    let options = http::types::LinkOptions::default();
    match name {
        "types" => http::types::add_to_linker_instance::<State, WasiHttp>(instance, &options, get),
        "outgoing-handler" => {
            http::outgoing_handler::add_to_linker_instance::<State, WasiHttp>(instance, get)
        }
        _ => unknown(name),
    }
}

fn link_random(name: &str, instance: &mut LinkerInstance<'_, State>, part: usize) -> Result<()> {
    let get = RANDOM[part];
    match name {
        "random" => random::random::add_to_linker_instance::<State, WasiRandom>(instance, get),
        "insecure" => random::insecure::add_to_linker_instance::<State, WasiRandom>(instance, get),
        "insecure-seed" => {
            random::insecure_seed::add_to_linker_instance::<State, WasiRandom>(instance, get)
        }
        _ => unknown(name),
    }
}

fn link_sockets(name: &str, instance: &mut LinkerInstance<'_, State>, part: usize) -> Result<()> {
    let get = SOCKETS[part];
    let options = sockets::network::LinkOptions::default();
    match name {
        "instance-network" => {
            sockets::instance_network::add_to_linker_instance::<State, WasiSockets>(instance, get)
        }
        "ip-name-lookup" => {
            sockets::ip_name_lookup::add_to_linker_instance::<State, WasiSockets>(instance, get)
        }
        "network" => {
            sockets::network::add_to_linker_instance::<State, WasiSockets>(instance, &options, get)
        }
        "tcp" => sockets::tcp::add_to_linker_instance::<State, WasiSockets>(instance, get),
        "tcp-create-socket" => {
            sockets::tcp_create_socket::add_to_linker_instance::<State, WasiSockets>(instance, get)
        }
        "udp" => sockets::udp::add_to_linker_instance::<State, WasiSockets>(instance, get),
        "udp-create-socket" => {
            sockets::udp_create_socket::add_to_linker_instance::<State, WasiSockets>(instance, get)
        }
        _ => unknown(name),
    }
}

/// The view with which the runtime itself makes a request for the entry, which is the first part.
pub(crate) fn http_view(state: &mut State) -> WasiHttpCtxView<'_> {
    http_of::<0>(state)
}
