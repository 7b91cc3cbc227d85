//! Budgets for components: the capability `acme:quota`.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use hostplug::wasmtime::{self, bail};
use hostplug::{Caller, Lifecycle, Scope, host_plugin};

use self::quota::budget::Host;

/// Serves `acme:quota/budget`.
#[host_plugin(world = "acme:quota/plugin", config = Settings, binding = Account)]
#[derive(Clone, Default)]
pub struct Quota {
    /// What components had spent when they were stopped.
    ledger: Arc<Mutex<BTreeMap<String, u32>>>,
}

/// What the owner of the host says of a backend.
#[derive(serde::Deserialize)]
pub struct Settings {
    units: u32,
}

impl Quota {
    /// What the stopped component `workload/component` has spent.
    pub fn spent(&self, component: &str) -> u32 {
        let ledger = self.ledger.lock().unwrap();
        ledger.get(component).copied().unwrap_or_default()
    }
}

impl Lifecycle for Quota {
    async fn bind(&self, scope: &Scope, settings: Settings) -> wasmtime::Result<Account> {
        if settings.units == 0 {
            bail!("`{}` has nothing to spend", scope.component);
        }
        Ok(Account::new(settings.units))
    }

    async fn unbind(&self, scope: &Scope, account: &Account) -> wasmtime::Result<()> {
        let component = format!("{}/{}", scope.workload, scope.component);
        let spent = account.units - account.left();
        *self.ledger.lock().unwrap().entry(component).or_default() += spent;
        Ok(())
    }
}

/// The units of one component, which all its instances spend.
pub struct Account {
    units: u32,
    left: Mutex<u32>,
}

impl Account {
    fn new(units: u32) -> Self {
        let left = Mutex::new(units);
        Account { units, left }
    }

    fn left(&self) -> u32 {
        *self.left.lock().unwrap()
    }

    fn take(&self, units: u32) -> bool {
        let mut left = self.left.lock().unwrap();
        let enough = units <= *left;
        if enough {
            *left -= units;
        }
        enough
    }
}

impl Host for Caller<'_, Quota> {
    async fn left(&mut self) -> hostplug::Result<u32> {
        Ok(self.binding().left())
    }

    async fn spend(&mut self, units: u32) -> hostplug::Result<bool> {
        Ok(self.binding().take(units))
    }
}

#[cfg(test)]
mod tests;
