//! Packages of registries: of folders, of hosts, and in the command.

mod command;
mod folder;
mod host;
mod packages;
mod server;
