use hostplug::host_plugin;

#[host_plugin(inline = "package a:b; interface i { f: func(); } world w { import i; }")]
union Plugin {
    field: u32,
}

fn main() {}
