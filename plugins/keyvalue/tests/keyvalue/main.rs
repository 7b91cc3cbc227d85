//! The plugin as components see it: with components, in the conformance suite, and without.

/// Runs each of these functions of the module around it over both backends.
macro_rules! over_both_backends {
    ($($test:ident)*) => {
        mod memory {
            $(#[tokio::test]
            async fn $test() {
                super::$test(crate::rig::Rig::memory()).await;
            })*
        }

        #[cfg(feature = "redb")]
        mod redb {
            $(#[tokio::test]
            async fn $test() {
                super::$test(crate::rig::Rig::redb()).await;
            })*
        }
    };
}

mod conformance;
mod draft2;
#[cfg(feature = "redb")]
mod file;
mod rig;
mod settings;
mod spaces;
mod special;
