//! Text as a workload document.

use std::path::Path;

use hostplug_runtime::Workload;

pub(crate) fn read(text: &str) {
    let directory = Path::new("/nowhere");
    for read in [
        Workload::from_toml(text, directory),
        Workload::from_json(text, directory),
    ] {
        match read {
            Ok(workload) => assert!(!format!("{workload:?}").is_empty()),
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
}
