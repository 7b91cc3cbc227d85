use hostplug::host_plugin;

#[host_plugin(inline = "package a:b; interface i { f: func(); } world w { import i; }")]
trait Trait {}

#[host_plugin(inline = "package a:b; interface i { f: func(); } world w { import i; }")]
type Alias = u32;

#[host_plugin(inline = "package a:b; interface i { f: func(); } world w { import i; }")]
union Union {
    field: u32,
}

#[host_plugin(inline = "package a:b; interface i { f: func(); } world w { import i; }")]
const CONST: u32 = 0;

fn main() {}
