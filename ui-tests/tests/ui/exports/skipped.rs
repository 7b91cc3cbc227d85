use hostplug::{Scope, host_plugin};

#[host_plugin(inline = "package a:b; interface i { type t = u8; } interface j { f: func(); } world w { import i; export j; }", skip = ["a:b/j"])]
struct Plugin;

pub fn find(scope: &Scope) -> Option<b::j::Component> {
    scope.export()
}

fn main() {}
