//! Limits that Wasmtime itself watches over, and what it says when a guest reaches one.

use hostplug::State;
use hostplug::wasmtime::component::ResourceTableError;
use hostplug::wasmtime::{self, Store};

use crate::budget::Exceeded;
use crate::link::is_of_callee;

/// What one store lets its guests have of the host.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Caps {
    /// Bytes that are copied in one call.
    pub(crate) host_call: u64,
    /// Resources in the host's table, and handles in those of the guests.
    pub(crate) handles: u32,
}

impl Caps {
    pub(crate) fn hold(self, store: &mut Store<State>) {
        let (bytes, handles) = (self.host_call, self.handles);
        store.set_hostcall_fuel(usize::try_from(bytes).unwrap_or(usize::MAX));
        let handles = usize::try_from(handles).unwrap_or(usize::MAX);
        store.set_max_component_handles(handles);
        store.data_mut().table().set_max_capacity(handles);
        if let Some(table) = store.concurrent_resource_table() {
            table.set_max_capacity(handles);
        }
    }

    /// The cap that a guest has reached, if that was its end.
    pub(crate) fn exceeded(self, reason: &wasmtime::Error) -> Option<Exceeded> {
        if is_of_callee(reason) {
            return None;
        }
        if matches!(reason.downcast_ref(), Some(ResourceTableError::Full)) {
            return Some(Exceeded::Handles(self.handles));
        }
        // Wasmtime has no public type for these two; a test reaches each of them.
        let text = reason.root_cause().to_string();
        if text.ends_with("store handle limit exceeded") {
            return Some(Exceeded::Handles(self.handles));
        }
        let is_fuel = text.ends_with("fuel allocated for hostcalls has been exhausted");
        is_fuel.then_some(Exceeded::HostCall(self.host_call))
    }
}
