//! What holds of every plugin that serves `wasi:keyvalue`, with calls of a component.

use hostplug_conformance::Promise;
use hostplug_conformance::keyvalue::Suite;
use hostplug_keyvalue::Keyvalue;

use crate::rig::Rig;

/// What the documentation of the plugin promises beyond the WIT.
fn suite(rig: &Rig) -> Suite {
    Suite::new(Keyvalue::default)
        .settings(rig.settings.clone())
        .promises(Promise::AnyName)
        .promises(Promise::DecimalNumbers)
        .promises(Promise::Sorted)
}

#[tokio::test]
async fn memory_keeps_the_contract() {
    suite(&Rig::memory()).run().await;
}

#[tokio::test]
async fn shared_memory_keeps_the_contract() {
    let rig = Rig::memory().with("shared", true);
    suite(&rig).promises(Promise::Shared).run().await;
}

#[cfg(feature = "redb")]
#[tokio::test]
async fn a_file_keeps_the_contract() {
    suite(&Rig::redb()).run().await;
}

#[cfg(feature = "redb")]
#[tokio::test]
async fn a_shared_file_keeps_the_contract() {
    let rig = Rig::redb().with("shared", true);
    suite(&rig).promises(Promise::Shared).run().await;
}
