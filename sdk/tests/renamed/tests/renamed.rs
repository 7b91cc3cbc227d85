//! The SDK has another name here.

use hostplug_renamed::{Keeper, Small};
use sdk::HostPlugin;

#[test]
fn plugins_serve_and_call_under_whatever_name_the_sdk_has() {
    let registration = Keeper::default().registration();
    assert_eq!(registration.name, "keeper");
    assert_eq!(registration.imports.len(), 1);
    assert_eq!(registration.exports.len(), 1);
    assert_eq!(Small::INTERFACES.len(), 1);
}
