//! Budgets for components: the capability `acme:quota`.

use hostplug::host_plugin;

/// Serves `acme:quota/budget`.
#[host_plugin(world = "acme:quota/plugin")]
pub struct Quota;
