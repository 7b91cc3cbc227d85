//! Budgets for components: the capability `acme:quota`.

use hostplug::{Caller, host_plugin};

use self::quota::budget::Host;

/// Serves `acme:quota/budget`.
#[host_plugin(world = "acme:quota/plugin", config = Settings, state = Spent)]
pub struct Quota;

/// What the owner of the host says of a backend.
#[derive(serde::Deserialize)]
pub struct Settings {
    units: u32,
}

/// What an instance has spent.
#[derive(Default)]
pub struct Spent(u32);

impl Host for Caller<'_, Quota> {
    async fn left(&mut self) -> hostplug::Result<u32> {
        Ok(self.binding().units - self.state().0)
    }

    async fn spend(&mut self, units: u32) -> hostplug::Result<bool> {
        let left = self.left().await?;
        if units <= left {
            self.state().0 += units;
        }
        Ok(units <= left)
    }
}

#[cfg(test)]
mod tests;
