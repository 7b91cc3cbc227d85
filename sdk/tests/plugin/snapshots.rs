//! The plugins whose expansions are snapshots of the generator: each compiles, and a host links all that it serves.

use hostplug::HostPlugin;

use crate::host::Host;

#[path = "../../../codegen/tests/snapshots"]
mod plugins {
    pub(super) mod concurrent;
    pub(super) mod exports;
    pub(super) mod lifecycle;
    pub(super) mod nothing;
    pub(super) mod resources;
    pub(super) mod settings;
    pub(super) mod several;
    pub(super) mod sync;
    pub(super) mod upstream;
}

/// What the generator prints as the whole code of two of them, in place of the attribute.
mod printed {
    #![allow(
        unsafe_code,
        unused_imports,
        unused_variables,
        reason = "rustc asks less of the output of a macro than of a file"
    )]

    pub(super) mod exports {
        include!("../../../codegen/tests/whole/exports.rs");
    }

    pub(super) mod resources {
        include!("../../../codegen/tests/whole/resources.rs");
    }
}

#[tokio::test]
async fn every_kind_of_plugin_is_linked() {
    let mut host = Host::new();
    host.serve(plugins::concurrent::Plugin).await;
    host.serve(plugins::exports::Plugin).await;
    host.serve(plugins::lifecycle::Plugin).await;
    host.serve(plugins::nothing::Plugin).await;
    host.serve(plugins::resources::Plugin).await;
    host.serve(plugins::settings::Plugin).await;
    host.serve(plugins::several::Plugin::new()).await;
    host.serve(plugins::sync::Plugin).await;
    host.serve(plugins::upstream::Plugin).await;
    host.instantiate("(component)").await;
}

#[tokio::test]
async fn printed_code_is_a_plugin_like_any_other() {
    let mut host = Host::new();
    host.serve(printed::exports::Plugin).await;
    host.serve(printed::resources::Plugin).await;
    host.instantiate("(component)").await;
}

#[test]
fn printed_code_registers_what_the_attribute_does() {
    let printed = printed::resources::Plugin.registration().imports;
    let expanded = plugins::resources::Plugin.registration().imports;
    let ids = |imports: &[hostplug::Interface]| -> Vec<String> {
        imports.iter().map(|import| import.id.to_string()).collect()
    };
    assert_eq!(ids(&printed), ids(&expanded));
}
