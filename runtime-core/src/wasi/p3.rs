//! Links an interface of WASI 0.3 for one part.

use hostplug::wasmtime::Result;
use hostplug::wasmtime::component::LinkerInstance;
use hostplug::{InterfaceId, State};
use wasmtime_wasi::cli::WasiCli;
use wasmtime_wasi::clocks::WasiClocks;
use wasmtime_wasi::filesystem::WasiFilesystem;
use wasmtime_wasi::p3::bindings::{cli, clocks, filesystem, random, sockets};
use wasmtime_wasi::random::WasiRandom;
use wasmtime_wasi::sockets::WasiSockets;
use wasmtime_wasi_http::WasiHttp;
use wasmtime_wasi_http::p3::bindings::http;

use super::link::{CLI, CLOCKS, FILESYSTEM, HTTP, RANDOM, SOCKETS, unknown};

pub(super) fn link(
    interface: &InterfaceId,
    instance: &mut LinkerInstance<'_, State>,
    part: usize,
) -> Result<()> {
    match interface.package() {
        "cli" => link_cli(interface.name(), instance, part),
        "clocks" => link_clocks(interface.name(), instance, part),
        "filesystem" => link_filesystem(interface.name(), instance, part),
        "http" => link_http(interface.name(), instance, part),
        "random" => link_random(interface.name(), instance, part),
        "sockets" => link_sockets(interface.name(), instance, part),
        _ => unknown(interface.name()),
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
        // It has an enum and nothing else.
        "types" => Ok(()),
        _ => unknown(name),
    }
}

fn link_clocks(name: &str, instance: &mut LinkerInstance<'_, State>, part: usize) -> Result<()> {
    let get = CLOCKS[part];
    match name {
        "monotonic-clock" => {
            clocks::monotonic_clock::add_to_linker_instance::<State, WasiClocks>(instance, get)
        }
        "system-clock" => {
            clocks::system_clock::add_to_linker_instance::<State, WasiClocks>(instance, get)
        }
        // It has the name of a number and nothing else.
        "types" => Ok(()),
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
    match name {
        "client" => http::client::add_to_linker_instance::<State, WasiHttp>(instance, get),
        "types" => http::types::add_to_linker_instance::<State, WasiHttp>(instance, get),
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
    match name {
        "ip-name-lookup" => {
            sockets::ip_name_lookup::add_to_linker_instance::<State, WasiSockets>(instance, get)
        }
        "types" => sockets::types::add_to_linker_instance::<State, WasiSockets>(instance, get),
        _ => unknown(name),
    }
}
