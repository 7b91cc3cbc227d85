//! Code that Wasmtime has compiled.

use std::ops::Range;

use hostplug::wasmtime::component::Component;
use hostplug::wasmtime::{self, Engine, Module};

use super::envelope::Checked;
use super::key::Kind;

/// A core module or a component. Clones share the code.
#[derive(Clone)]
pub(crate) enum Code {
    Module(Module),
    Component(Component),
}

impl Code {
    pub(super) fn compile(kind: Kind, engine: &Engine, bytes: &[u8]) -> wasmtime::Result<Self> {
        match kind {
            Kind::Module => Module::new(engine, bytes).map(Code::Module),
            Kind::Component => Component::new(engine, bytes).map(Code::Component),
        }
    }

    pub(super) fn serialize(&self) -> wasmtime::Result<Vec<u8>> {
        match self {
            Code::Module(module) => module.serialize(),
            Code::Component(component) => component.serialize(),
        }
    }

    /// The opposite of [`serialize`](Code::serialize). Wasmtime checks by itself that an engine like this one made it.
    #[allow(
        unsafe_code,
        reason = "compiled code is machine code, so that Wasmtime cannot know that it is harmless"
    )]
    pub(super) fn deserialize(
        kind: Kind,
        engine: &Engine,
        payload: &Checked<'_>,
    ) -> wasmtime::Result<Self> {
        let bytes = payload.bytes();
        // SAFETY: the bytes must be those that `serialize` gave, unchanged. They come out of a file that only the user
        // of this process can write (`trust`), that names what it was made for, and whose checksum is right
        // (`envelope`); and they were read into memory before that was checked, so nobody can change them any more.
        unsafe {
            match kind {
                Kind::Module => Module::deserialize(engine, bytes).map(Code::Module),
                Kind::Component => Component::deserialize(engine, bytes).map(Code::Component),
            }
        }
    }

    /// How many bytes of memory the code takes.
    pub(super) fn size(&self) -> u64 {
        let Range { start, end } = match self {
            Code::Module(module) => module.image_range(),
            Code::Component(component) => component.image_range(),
        };
        (end.addr() - start.addr()) as u64
    }
}

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Code::Module(_) => "Module(..)",
            Code::Component(_) => "Component(..)",
        })
    }
}
