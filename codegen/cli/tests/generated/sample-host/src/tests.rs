//! The host with components that import what its plugins serve, export what they call, and do nothing.

use hostplug_runtime::{ComponentRef, Workload};

/// The name of each plugin, and its component.
const COMPONENTS: [(&str, &str); 2] = [
    ("sample-keyvalue", include_str!("tests/sample-keyvalue.wat")),
    ("sample-logging", include_str!("tests/sample-logging.wat")),
];

#[tokio::test(flavor = "multi_thread")]
async fn components_of_all_plugins_are_linked() {
    let document = Workload::from_file("workload.toml").unwrap();
    let host = crate::host().start().await.unwrap();
    for (plugin, text) in COMPONENTS {
        let mut workload = document.clone();
        workload.name = plugin.to_owned();
        let main = workload.components.get_mut("main").unwrap();
        main.source = ComponentRef::Bytes(wat::parse_str(text).unwrap().into());
        main.plugins.retain(|choice| choice.plugin == plugin);
        assert_eq!(main.plugins.len(), 1, "workload.toml chooses {plugin}");
        if let Err(error) = host.start(workload).await {
            panic!("{plugin}: {error}");
        }
    }
}
