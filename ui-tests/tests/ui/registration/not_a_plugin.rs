use hostplug::HostPlugin;

struct Plugin;

fn register(_: impl HostPlugin) {}

fn start() {
    register(Plugin);
}

fn main() {}
