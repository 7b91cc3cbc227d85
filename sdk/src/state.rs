use std::any::Any;
use std::fmt;

use wasmtime::component::ResourceTable;

/// What one store holds for one binding, as [`Binding::open`](crate::Binding::open) makes it.
pub struct Slot(Box<dyn Any + Send>);

impl Slot {
    pub(crate) fn new(value: impl Any + Send) -> Self {
        Slot(Box::new(value))
    }
}

impl fmt::Debug for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Slot")
    }
}

/// The data of every store that calls plugins: bindings by index, the resource table, and one value that belongs to
/// the host.
pub struct State {
    bindings: Box<[Slot]>,
    table: ResourceTable,
    host: Box<dyn Any + Send>,
}

impl State {
    /// Puts together the data of one store. The bindings stand in the order of the indices with which they were
    /// linked; `host` is what the embedder keeps for itself.
    pub fn new(bindings: impl IntoIterator<Item = Slot>, host: impl Any + Send) -> Self {
        State {
            bindings: bindings.into_iter().collect(),
            table: ResourceTable::new(),
            host: Box::new(host),
        }
    }

    /// The resources of this store.
    pub fn table(&mut self) -> &mut ResourceTable {
        &mut self.table
    }

    /// The host's own value, if it is a `T`.
    pub fn host<T: Any>(&mut self) -> Option<&mut T> {
        self.host.downcast_mut()
    }

    /// The host's own value beside the resources.
    pub fn host_and_table<T: Any>(&mut self) -> (Option<&mut T>, &mut ResourceTable) {
        (self.host.downcast_mut(), &mut self.table)
    }

    #[inline]
    pub(crate) fn slot(&mut self, index: usize) -> (&mut (dyn Any + Send), &mut ResourceTable) {
        let slot = self
            .bindings
            .get_mut(index)
            .expect("a store has a slot for each binding that was linked");
        (&mut *slot.0, &mut self.table)
    }
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State")
            .field("bindings", &self.bindings.len())
            .finish_non_exhaustive()
    }
}
