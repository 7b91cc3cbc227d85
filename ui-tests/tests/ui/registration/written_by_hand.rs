use hostplug::wasmtime::component::HasData;

struct Plugin;

impl hostplug::Plugin for Plugin {}

impl HasData for Plugin {
    type Data<'a> = ();
}

fn main() {}
