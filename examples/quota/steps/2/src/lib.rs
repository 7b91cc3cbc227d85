//! Budgets for components: the capability `acme:quota`.

use hostplug::{Caller, host_plugin};

use self::quota::budget::Host;

/// Serves `acme:quota/budget`.
#[host_plugin(world = "acme:quota/plugin")]
pub struct Quota;

impl Host for Caller<'_, Quota> {
    async fn left(&mut self) -> hostplug::Result<u32> {
        Ok(100)
    }

    async fn spend(&mut self, units: u32) -> hostplug::Result<bool> {
        Ok(units <= 100)
    }
}

#[cfg(test)]
mod tests;
