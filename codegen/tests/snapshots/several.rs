use hostplug::{Caller, host_plugin};

#[host_plugin(
    interfaces = ["demo:shop/stock", "demo:shop/prices", "demo:log/stock"],
    inline = "
        package demo:shop@0.3.1;
        interface stock { enum error { none } count: func(of: string) -> result<u32, error>; }
        interface prices { type reason = string; price: func(of: string) -> result<u64, reason>; }
        package demo:log { interface stock { log: func(line: string); } }
    ",
    crate = ::hostplug
)]
pub(crate) struct Plugin {
    price: u64,
}

impl Plugin {
    pub(crate) fn new() -> Self {
        Plugin { price: 3 }
    }
}

impl shop::stock::Host for Caller<'_, Plugin> {
    async fn count(&mut self, _: String) -> hostplug::Result<u32, shop::stock::Error> {
        Err(shop::stock::Error::None.into())
    }

    fn convert_error(
        &mut self,
        error: hostplug::Fail<shop::stock::Error>,
    ) -> hostplug::Result<shop::stock::Error> {
        error.into_wit()
    }
}

impl shop::prices::Host for Caller<'_, Plugin> {
    async fn price(&mut self, of: String) -> hostplug::Result<u64, String> {
        match of.is_empty() {
            true => Err(hostplug::Fail::from("of nothing".to_owned())),
            false => Ok(self.plugin().price),
        }
    }

    fn convert_reason(&mut self, error: hostplug::Fail<String>) -> hostplug::Result<String> {
        error.into_wit()
    }
}

impl shop::demo::log::stock::Host for Caller<'_, Plugin> {
    async fn log(&mut self, _: String) -> hostplug::Result<()> {
        Ok(())
    }
}
