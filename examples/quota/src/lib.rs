//! Budgets for components: the capability `acme:quota`.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use hostplug::wasmtime::component::Resource;
use hostplug::wasmtime::{self, bail};
use hostplug::{Caller, Fail, Lifecycle, Scope, host_plugin};

use self::quota::budget::{Error, Host, HostReservation};

/// Serves `acme:quota/budget`.
#[host_plugin(
    world = "acme:quota/plugin",
    with("acme:quota/budget.reservation" = Reservation),
    config = Settings,
    binding = Arc<Account>
)]
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
    async fn bind(&self, scope: &Scope, settings: Settings) -> wasmtime::Result<Arc<Account>> {
        if settings.units == 0 {
            bail!("`{}` has nothing to spend", scope.component);
        }
        Ok(Arc::new(Account::new(settings.units)))
    }

    async fn unbind(&self, scope: &Scope, account: &Arc<Account>) -> wasmtime::Result<()> {
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

    fn take(&self, units: u32) -> Result<(), Error> {
        let mut left = self.left.lock().unwrap();
        *left = left.checked_sub(units).ok_or(Error::Exhausted(*left))?;
        Ok(())
    }

    fn give_back(&self, units: u32) {
        *self.left.lock().unwrap() += units;
    }
}

/// Units that are set aside until it is dropped.
pub struct Reservation {
    account: Arc<Account>,
    units: u32,
}

impl Drop for Reservation {
    fn drop(&mut self) {
        self.account.give_back(self.units);
    }
}

impl Host for Caller<'_, Quota> {
    async fn left(&mut self) -> hostplug::Result<u32> {
        Ok(self.binding().left())
    }

    async fn spend(&mut self, units: u32) -> hostplug::Result<(), Error> {
        Ok(self.binding().take(units)?)
    }

    async fn reserve(&mut self, units: u32) -> hostplug::Result<Resource<Reservation>, Error> {
        let account = self.binding().clone();
        account.take(units)?;
        Ok(self.table().push(Reservation { account, units })?)
    }

    fn convert_error(&mut self, error: Fail<Error>) -> hostplug::Result<Error> {
        error.into_wit()
    }
}

impl HostReservation for Caller<'_, Quota> {
    async fn confirm(
        &mut self,
        handle: Resource<Reservation>,
        units: u32,
    ) -> hostplug::Result<(), Error> {
        let reservation = self.table().get_mut(&handle)?;
        let left = reservation.units.checked_sub(units);
        reservation.units = left.ok_or(Error::Exhausted(reservation.units))?;
        Ok(())
    }

    async fn drop(&mut self, handle: Resource<Reservation>) -> hostplug::Result<()> {
        self.table().delete(handle)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
