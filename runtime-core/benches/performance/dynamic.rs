//! The two guests in one store, linked by functions of the host that take `Val`s and pass them on.

use hostplug_runtime::hostplug::wasmtime::component::{
    Component, Func, Instance, Linker, LinkerInstance, Resource, ResourceAny, ResourceTable,
    ResourceType, Val,
};
use hostplug_runtime::hostplug::wasmtime::{AsContextMut, Engine, Result, Store, StoreContextMut};

const PLAIN: &str = "bench:calls/plain@0.1.0";
const CELLS: &str = "bench:calls/cells@0.1.0";
const FUNCTIONS: [(&str, &str); 6] = [
    (PLAIN, "add"),
    (PLAIN, "text"),
    (PLAIN, "bytes"),
    (PLAIN, "points"),
    (CELLS, "[constructor]cell"),
    (CELLS, "[method]cell.add"),
];

/// A caller and a callee.
pub(crate) struct Dynamic {
    store: Store<Data>,
    caller: Instance,
}

struct Data {
    table: ResourceTable,
    /// The functions of the callee, in the order of [`FUNCTIONS`].
    callee: Vec<Func>,
}

/// A resource of the callee, as the host gives it to the caller.
struct Passed(ResourceAny);

impl Dynamic {
    pub(crate) async fn new(engine: &Engine, asynchronous: bool) -> Result<Self> {
        let data = Data {
            table: ResourceTable::new(),
            callee: Vec::new(),
        };
        let mut store = Store::new(engine, data);
        // The engine interrupts guests unless it is told otherwise.
        store.set_epoch_deadline(u64::MAX / 2);
        let mut linker = Linker::new(engine);
        let component = |wat: &str| {
            let bytes = wat::parse_str(wat).expect("the text is valid");
            Component::new(engine, bytes)
        };
        let callee = linker
            .instantiate_async(&mut store, &component(include_str!("callee.wat"))?)
            .await?;
        let functions = FUNCTIONS.map(|(interface, name)| {
            let interface = callee.get_export_index(&mut store, None, interface)?;
            let function = callee.get_export_index(&mut store, Some(&interface), name)?;
            callee.get_func(&mut store, function)
        });
        store.data_mut().callee = functions.into_iter().flatten().collect();
        drop_cells(&mut linker.instance(CELLS)?, asynchronous)?;
        for (index, (interface, name)) in FUNCTIONS.into_iter().enumerate() {
            let mut instance = linker.instance(interface)?;
            match asynchronous {
                true => pass_on(&mut instance, name, index)?,
                false => pass_on_sync(&mut instance, name, index)?,
            }
        }
        let caller = linker
            .instantiate_async(&mut store, &component(include_str!("caller.wat"))?)
            .await?;
        Ok(Dynamic { store, caller })
    }

    pub(crate) async fn run(&mut self, name: &str, params: &[Val]) {
        let function = self.function(name);
        let mut results = [Val::Bool(false)];
        let called = function.call_async(&mut self.store, params, &mut results);
        called.await.expect("the guest does not trap");
    }

    pub(crate) fn run_sync(&mut self, name: &str, params: &[Val]) {
        let function = self.function(name);
        function
            .call(&mut self.store, params, &mut [Val::Bool(false)])
            .expect("the guest does not trap");
    }

    fn function(&mut self, name: &str) -> Func {
        self.caller
            .get_func(&mut self.store, name)
            .expect("the caller has each function")
    }
}

fn drop_cells(cells: &mut LinkerInstance<'_, Data>, asynchronous: bool) -> Result<()> {
    let ty = ResourceType::host::<Passed>();
    let delete = |mut store: StoreContextMut<'_, Data>, rep| -> Result<Passed> {
        let table = &mut store.data_mut().table;
        Ok(table.delete(Resource::<Passed>::new_own(rep))?)
    };
    match asynchronous {
        true => cells.resource_async("cell", ty, move |mut store, rep| {
            Box::new(async move {
                let passed = delete(store.as_context_mut(), rep)?;
                passed.0.resource_drop_async(&mut store).await
            })
        }),
        false => cells.resource("cell", ty, move |mut store, rep| {
            let passed = delete(store.as_context_mut(), rep)?;
            passed.0.resource_drop(&mut store)
        }),
    }
}

fn pass_on(instance: &mut LinkerInstance<'_, Data>, name: &str, index: usize) -> Result<()> {
    instance.func_new_async(name, move |mut store, _, params, results| {
        Box::new(async move {
            let function = store.data().callee[index];
            let params = all_to_callee(&mut store, params)?;
            let mut answers = vec![Val::Bool(false); results.len()];
            function
                .call_async(&mut store, &params, &mut answers)
                .await?;
            all_to_caller(&mut store, answers, results)
        })
    })
}

fn pass_on_sync(instance: &mut LinkerInstance<'_, Data>, name: &str, index: usize) -> Result<()> {
    instance.func_new(name, move |mut store, _, params, results| {
        let function = store.data().callee[index];
        let params = all_to_callee(&mut store, params)?;
        let mut answers = vec![Val::Bool(false); results.len()];
        function.call(&mut store, &params, &mut answers)?;
        all_to_caller(&mut store, answers, results)
    })
}

fn all_to_callee(store: &mut StoreContextMut<'_, Data>, values: &[Val]) -> Result<Vec<Val>> {
    values.iter().map(|value| to_callee(store, value)).collect()
}

fn all_to_caller(
    store: &mut StoreContextMut<'_, Data>,
    answers: Vec<Val>,
    results: &mut [Val],
) -> Result<()> {
    for (result, answer) in results.iter_mut().zip(answers) {
        *result = to_caller(store, answer)?;
    }
    Ok(())
}

fn to_callee(store: &mut StoreContextMut<'_, Data>, value: &Val) -> Result<Val> {
    let Val::Resource(resource) = value else {
        return Ok(value.clone());
    };
    let resource: Resource<Passed> = resource.try_into_resource(&mut *store)?;
    let table = &mut store.data_mut().table;
    let passed = match resource.owned() {
        true => table.delete(resource)?.0,
        false => table.get(&resource)?.0,
    };
    Ok(Val::Resource(passed))
}

fn to_caller(store: &mut StoreContextMut<'_, Data>, value: Val) -> Result<Val> {
    let Val::Resource(resource) = value else {
        return Ok(value);
    };
    let passed = store.data_mut().table.push(Passed(resource))?;
    Ok(Val::Resource(passed.try_into_resource_any(&mut *store)?))
}
