//! The two guests, linked by functions of the host that take `Val`s and pass them on.

use hostplug_guests::{CALLS_CALLEE, CALLS_CALLER};
use hostplug_runtime::hostplug::wasmtime::component::{
    Component, Func, Instance, Linker, LinkerInstance, Resource, ResourceAny, ResourceTable,
    ResourceType, Val,
};
use hostplug_runtime::hostplug::wasmtime::{AsContextMut, Engine, Result, Store, StoreContextMut};
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};

const API: &str = "test:calls/api@0.1.0";
const RUNS: &str = "test:calls/runs@0.1.0";
const FUNCTIONS: [&str; 6] = [
    "add",
    "len",
    "echo",
    "points",
    "[constructor]cell",
    "[method]cell.add",
];

/// A caller and a callee in one store.
pub(crate) struct Linked {
    store: Store<Data>,
    caller: Instance,
}

struct Data {
    wasi: WasiCtx,
    table: ResourceTable,
    /// The functions of the callee, in the order of [`FUNCTIONS`].
    callee: Vec<Func>,
}

/// A resource of the callee, as the host gives it to the caller.
struct Passed(ResourceAny);

impl Linked {
    pub(crate) async fn new(engine: &Engine) -> Result<Self> {
        let data = Data {
            wasi: WasiCtx::builder().build(),
            table: ResourceTable::new(),
            callee: Vec::new(),
        };
        let mut store = Store::new(engine, data);
        // The engine interrupts guests unless it is told otherwise.
        store.set_epoch_deadline(u64::MAX / 2);
        let mut linker = Linker::new(engine);
        wasmtime_wasi::p2::add_to_linker_async(&mut linker)?;
        let callee = linker
            .instantiate_async(&mut store, &Component::new(engine, CALLS_CALLEE)?)
            .await?;
        let functions = FUNCTIONS.map(|name| function(&mut store, &callee, API, name));
        store.data_mut().callee = functions.into_iter().flatten().collect();
        pass_on(&mut linker.instance(API)?)?;
        let caller = linker
            .instantiate_async(&mut store, &Component::new(engine, CALLS_CALLER)?)
            .await?;
        Ok(Linked { store, caller })
    }

    pub(crate) async fn run(&mut self, name: &str, params: &[Val]) -> Vec<Val> {
        let mut results = vec![Val::Bool(false)];
        let function = function(&mut self.store, &self.caller, RUNS, name)
            .expect("the caller has each function");
        function
            .call_async(&mut self.store, params, &mut results)
            .await
            .expect("the guest does not trap");
        results
    }
}

fn function(
    mut store: impl AsContextMut,
    instance: &Instance,
    interface: &str,
    name: &str,
) -> Option<Func> {
    let interface = instance.get_export_index(&mut store, None, interface)?;
    let function = instance.get_export_index(&mut store, Some(&interface), name)?;
    instance.get_func(&mut store, function)
}

fn pass_on(api: &mut LinkerInstance<'_, Data>) -> Result<()> {
    api.resource_async("cell", ResourceType::host::<Passed>(), |mut store, rep| {
        Box::new(async move {
            let passed = store
                .data_mut()
                .table
                .delete(Resource::<Passed>::new_own(rep))?;
            passed.0.resource_drop_async(&mut store).await
        })
    })?;
    for (index, name) in FUNCTIONS.into_iter().enumerate() {
        api.func_new_async(name, move |mut store, _, params, results| {
            Box::new(async move {
                let function = store.data().callee[index];
                let params: Vec<_> = params
                    .iter()
                    .map(|param| to_callee(&mut store, param))
                    .collect::<Result<_>>()?;
                let mut answers = vec![Val::Bool(false); results.len()];
                function
                    .call_async(&mut store, &params, &mut answers)
                    .await?;
                for (result, answer) in results.iter_mut().zip(answers) {
                    *result = to_caller(&mut store, answer)?;
                }
                Ok(())
            })
        })?;
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

impl WasiView for Data {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView {
            ctx: &mut self.wasi,
            table: &mut self.table,
        }
    }
}
