use std::collections::BTreeMap;

use hostplug::{Caller, host_plugin};

#[host_plugin(
    world = "demo:config/plugin@0.2.0-rc.1",
    inline = "
        package demo:config@0.2.0-rc.1;
        interface store {
            variant error { upstream(string), io(string) }
            get: func(key: string) -> result<option<string>, error>;
        }
        world plugin { import store; }
    ",
    name = "settings",
    config = BTreeMap<String, String>
)]
#[derive(Debug)]
pub(crate) struct Plugin;

impl config::store::Host for Caller<'_, Plugin> {
    async fn get(&mut self, key: String) -> hostplug::Result<Option<String>, config::store::Error> {
        match self.binding().get(&key) {
            None if key.is_empty() => Err(config::store::Error::Io("no key".to_owned()).into()),
            value => Ok(value.cloned()),
        }
    }

    fn convert_error(
        &mut self,
        error: hostplug::Fail<config::store::Error>,
    ) -> hostplug::Result<config::store::Error> {
        error.into_wit()
    }
}
