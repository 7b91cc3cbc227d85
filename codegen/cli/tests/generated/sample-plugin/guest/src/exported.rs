//! What the plugin calls.

use crate::demo::depot::types;
use crate::exports::demo::depot::alarm;

impl alarm::Guest for crate::Guest {
    fn lost(entry: types::Entry) -> Result<(), types::Error> {
        println!("demo:depot/alarm@0.2.0#lost({:?})", entry);
        Ok(())
    }
}
