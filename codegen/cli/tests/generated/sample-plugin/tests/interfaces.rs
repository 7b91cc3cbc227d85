//! The interfaces that the plugin registers with a host.

use sample_plugin::SamplePlugin;

#[test]
fn every_imported_interface_is_registered() {
    let interfaces = SamplePlugin::INTERFACES.iter();
    let registered: Vec<_> = interfaces.map(ToString::to_string).collect();
    let imported = [
        "demo:depot/types@0.2.0",
        "demo:depot/store@0.2.0",
        "demo:depot/counter@0.2.0",
    ];
    assert_eq!(registered, imported);
}
