mod m0 { // record host
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %host { x: u32 } g: func(x: %host) -> option<%host>; h: func(a: list<%host>) -> result<%host>; ah: async func(a: %host); } world w { import i; }")]
    struct Plugin;
}
mod m1 { // record host-with-store
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %host-with-store { x: u32 } g: func(x: %host-with-store) -> option<%host-with-store>; h: func(a: list<%host-with-store>) -> result<%host-with-store>; ah: async func(a: %host-with-store); } world w { import i; }")]
    struct Plugin;
}
mod m2 { // record link-options
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %link-options { x: u32 } g: func(x: %link-options) -> option<%link-options>; h: func(a: list<%link-options>) -> result<%link-options>; ah: async func(a: %link-options); } world w { import i; }")]
    struct Plugin;
}
mod m3 { // record box
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %box { x: u32 } g: func(x: %box) -> option<%box>; h: func(a: list<%box>) -> result<%box>; ah: async func(a: %box); } world w { import i; }")]
    struct Plugin;
}
mod m4 { // record option
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %option { x: u32 } g: func(x: %option) -> option<%option>; h: func(a: list<%option>) -> result<%option>; ah: async func(a: %option); } world w { import i; }")]
    struct Plugin;
}
mod m5 { // record result
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %result { x: u32 } g: func(x: %result) -> option<%result>; h: func(a: list<%result>) -> result<%result>; ah: async func(a: %result); } world w { import i; }")]
    struct Plugin;
}
mod m6 { // record send
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %send { x: u32 } g: func(x: %send) -> option<%send>; h: func(a: list<%send>) -> result<%send>; ah: async func(a: %send); } world w { import i; }")]
    struct Plugin;
}
mod m7 { // record sized
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %sized { x: u32 } g: func(x: %sized) -> option<%sized>; h: func(a: list<%sized>) -> result<%sized>; ah: async func(a: %sized); } world w { import i; }")]
    struct Plugin;
}
mod m8 { // record clone
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %clone { x: u32 } g: func(x: %clone) -> option<%clone>; h: func(a: list<%clone>) -> result<%clone>; ah: async func(a: %clone); } world w { import i; }")]
    struct Plugin;
}
mod m9 { // record copy
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %copy { x: u32 } g: func(x: %copy) -> option<%copy>; h: func(a: list<%copy>) -> result<%copy>; ah: async func(a: %copy); } world w { import i; }")]
    struct Plugin;
}
mod m10 { // record partial-eq
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %partial-eq { x: u32 } g: func(x: %partial-eq) -> option<%partial-eq>; h: func(a: list<%partial-eq>) -> result<%partial-eq>; ah: async func(a: %partial-eq); } world w { import i; }")]
    struct Plugin;
}
mod m11 { // record eq
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %eq { x: u32 } g: func(x: %eq) -> option<%eq>; h: func(a: list<%eq>) -> result<%eq>; ah: async func(a: %eq); } world w { import i; }")]
    struct Plugin;
}
mod m12 { // record t
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %t { x: u32 } g: func(x: %t) -> option<%t>; h: func(a: list<%t>) -> result<%t>; ah: async func(a: %t); } world w { import i; }")]
    struct Plugin;
}
mod m13 { // record d
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %d { x: u32 } g: func(x: %d) -> option<%d>; h: func(a: list<%d>) -> result<%d>; ah: async func(a: %d); } world w { import i; }")]
    struct Plugin;
}
mod m14 { // record s
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %s { x: u32 } g: func(x: %s) -> option<%s>; h: func(a: list<%s>) -> result<%s>; ah: async func(a: %s); } world w { import i; }")]
    struct Plugin;
}
mod m15 { // record e
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %e { x: u32 } g: func(x: %e) -> option<%e>; h: func(a: list<%e>) -> result<%e>; ah: async func(a: %e); } world w { import i; }")]
    struct Plugin;
}
mod m16 { // record h
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %h { x: u32 } g: func(x: %h) -> option<%h>; h: func(a: list<%h>) -> result<%h>; ah: async func(a: %h); } world w { import i; }")]
    struct Plugin;
}
mod m17 { // record vec
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %vec { x: u32 } g: func(x: %vec) -> option<%vec>; h: func(a: list<%vec>) -> result<%vec>; ah: async func(a: %vec); } world w { import i; }")]
    struct Plugin;
}
mod m18 { // record string
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %string { x: u32 } g: func(x: %string) -> option<%string>; h: func(a: list<%string>) -> result<%string>; ah: async func(a: %string); } world w { import i; }")]
    struct Plugin;
}
mod m19 { // record ok
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %ok { x: u32 } g: func(x: %ok) -> option<%ok>; h: func(a: list<%ok>) -> result<%ok>; ah: async func(a: %ok); } world w { import i; }")]
    struct Plugin;
}
mod m20 { // record err
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %err { x: u32 } g: func(x: %err) -> option<%err>; h: func(a: list<%err>) -> result<%err>; ah: async func(a: %err); } world w { import i; }")]
    struct Plugin;
}
mod m21 { // record some
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %some { x: u32 } g: func(x: %some) -> option<%some>; h: func(a: list<%some>) -> result<%some>; ah: async func(a: %some); } world w { import i; }")]
    struct Plugin;
}
mod m22 { // record none
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %none { x: u32 } g: func(x: %none) -> option<%none>; h: func(a: list<%none>) -> result<%none>; ah: async func(a: %none); } world w { import i; }")]
    struct Plugin;
}
mod m23 { // record debug
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %debug { x: u32 } g: func(x: %debug) -> option<%debug>; h: func(a: list<%debug>) -> result<%debug>; ah: async func(a: %debug); } world w { import i; }")]
    struct Plugin;
}
mod m24 { // record default
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %default { x: u32 } g: func(x: %default) -> option<%default>; h: func(a: list<%default>) -> result<%default>; ah: async func(a: %default); } world w { import i; }")]
    struct Plugin;
}
mod m25 { // record drop
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %drop { x: u32 } g: func(x: %drop) -> option<%drop>; h: func(a: list<%drop>) -> result<%drop>; ah: async func(a: %drop); } world w { import i; }")]
    struct Plugin;
}
mod m26 { // record into
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %into { x: u32 } g: func(x: %into) -> option<%into>; h: func(a: list<%into>) -> result<%into>; ah: async func(a: %into); } world w { import i; }")]
    struct Plugin;
}
mod m27 { // record from
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %from { x: u32 } g: func(x: %from) -> option<%from>; h: func(a: list<%from>) -> result<%from>; ah: async func(a: %from); } world w { import i; }")]
    struct Plugin;
}
mod m28 { // record fn
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %fn { x: u32 } g: func(x: %fn) -> option<%fn>; h: func(a: list<%fn>) -> result<%fn>; ah: async func(a: %fn); } world w { import i; }")]
    struct Plugin;
}
mod m29 { // record future
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %future { x: u32 } g: func(x: %future) -> option<%future>; h: func(a: list<%future>) -> result<%future>; ah: async func(a: %future); } world w { import i; }")]
    struct Plugin;
}
mod m30 { // record accessor
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %accessor { x: u32 } g: func(x: %accessor) -> option<%accessor>; h: func(a: list<%accessor>) -> result<%accessor>; ah: async func(a: %accessor); } world w { import i; }")]
    struct Plugin;
}
mod m31 { // record access
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %access { x: u32 } g: func(x: %access) -> option<%access>; h: func(a: list<%access>) -> result<%access>; ah: async func(a: %access); } world w { import i; }")]
    struct Plugin;
}
mod m32 { // record state
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %state { x: u32 } g: func(x: %state) -> option<%state>; h: func(a: list<%state>) -> result<%state>; ah: async func(a: %state); } world w { import i; }")]
    struct Plugin;
}
mod m33 { // record guest
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %guest { x: u32 } g: func(x: %guest) -> option<%guest>; h: func(a: list<%guest>) -> result<%guest>; ah: async func(a: %guest); } world w { import i; }")]
    struct Plugin;
}
mod m34 { // record guest-indices
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %guest-indices { x: u32 } g: func(x: %guest-indices) -> option<%guest-indices>; h: func(a: list<%guest-indices>) -> result<%guest-indices>; ah: async func(a: %guest-indices); } world w { import i; }")]
    struct Plugin;
}
mod m35 { // record resource
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %resource { x: u32 } g: func(x: %resource) -> option<%resource>; h: func(a: list<%resource>) -> result<%resource>; ah: async func(a: %resource); } world w { import i; }")]
    struct Plugin;
}
mod m36 { // record linker
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %linker { x: u32 } g: func(x: %linker) -> option<%linker>; h: func(a: list<%linker>) -> result<%linker>; ah: async func(a: %linker); } world w { import i; }")]
    struct Plugin;
}
mod m37 { // record debug-tuple
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %debug-tuple { x: u32 } g: func(x: %debug-tuple) -> option<%debug-tuple>; h: func(a: list<%debug-tuple>) -> result<%debug-tuple>; ah: async func(a: %debug-tuple); } world w { import i; }")]
    struct Plugin;
}
mod m38 { // record lift
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %lift { x: u32 } g: func(x: %lift) -> option<%lift>; h: func(a: list<%lift>) -> result<%lift>; ah: async func(a: %lift); } world w { import i; }")]
    struct Plugin;
}
mod m39 { // record lower
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %lower { x: u32 } g: func(x: %lower) -> option<%lower>; h: func(a: list<%lower>) -> result<%lower>; ah: async func(a: %lower); } world w { import i; }")]
    struct Plugin;
}
mod m40 { // record component-type
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %component-type { x: u32 } g: func(x: %component-type) -> option<%component-type>; h: func(a: list<%component-type>) -> result<%component-type>; ah: async func(a: %component-type); } world w { import i; }")]
    struct Plugin;
}
mod m41 { // record str
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %str { x: u32 } g: func(x: %str) -> option<%str>; h: func(a: list<%str>) -> result<%str>; ah: async func(a: %str); } world w { import i; }")]
    struct Plugin;
}
mod m42 { // record u32x
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %u32x { x: u32 } g: func(x: %u32x) -> option<%u32x>; h: func(a: list<%u32x>) -> result<%u32x>; ah: async func(a: %u32x); } world w { import i; }")]
    struct Plugin;
}
mod m43 { // record core
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %core { x: u32 } g: func(x: %core) -> option<%core>; h: func(a: list<%core>) -> result<%core>; ah: async func(a: %core); } world w { import i; }")]
    struct Plugin;
}
mod m44 { // record std
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %std { x: u32 } g: func(x: %std) -> option<%std>; h: func(a: list<%std>) -> result<%std>; ah: async func(a: %std); } world w { import i; }")]
    struct Plugin;
}
mod m45 { // record world
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %world { x: u32 } g: func(x: %world) -> option<%world>; h: func(a: list<%world>) -> result<%world>; ah: async func(a: %world); } world w { import i; }")]
    struct Plugin;
}
mod m46 { // enum host
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { enum host { x } g: func(x: host) -> host; } world w { import i; }")]
    struct Plugin;
}
mod m47 { // enum host unused
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { enum host { x } g: func(); } world w { import i; }")]
    struct Plugin;
}
mod m48 { // variant host
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { variant host { x } g: func(x: host) -> host; } world w { import i; }")]
    struct Plugin;
}
mod m49 { // variant host unused
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { variant host { x } g: func(); } world w { import i; }")]
    struct Plugin;
}
mod m50 { // flags host
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { flags host { x } g: func(x: host) -> host; } world w { import i; }")]
    struct Plugin;
}
mod m51 { // flags host unused
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { flags host { x } g: func(); } world w { import i; }")]
    struct Plugin;
}
mod m52 { // type host
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { type host = u32; g: func(x: host) -> host; } world w { import i; }")]
    struct Plugin;
}
mod m53 { // resource host
    pub struct R;
    #[hostplug::host_plugin(inline = "package a:b; interface i { resource host { constructor(); m: func(x: borrow<host>) -> host; } g: func(x: host) -> host; } world w { import i; }", with("a:b/i.host" = R))]
    struct Plugin;
}
mod m54 { // resource with-store
    pub struct R;
    #[hostplug::host_plugin(inline = "package a:b; interface i { resource with-store { constructor(); m: func(x: borrow<with-store>) -> with-store; } g: func(x: with-store) -> with-store; } world w { import i; }", with("a:b/i.with-store" = R))]
    struct Plugin;
}
mod m55 { // resource box
    pub struct R;
    #[hostplug::host_plugin(inline = "package a:b; interface i { resource box { constructor(); m: func(x: borrow<box>) -> box; } g: func(x: box) -> box; } world w { import i; }", with("a:b/i.box" = R))]
    struct Plugin;
}
mod m56 { // resource t
    pub struct R;
    #[hostplug::host_plugin(inline = "package a:b; interface i { resource t { constructor(); m: func(x: borrow<t>) -> t; } g: func(x: t) -> t; } world w { import i; }", with("a:b/i.t" = R))]
    struct Plugin;
}
mod m57 { // resource d
    pub struct R;
    #[hostplug::host_plugin(inline = "package a:b; interface i { resource d { constructor(); m: func(x: borrow<d>) -> d; } g: func(x: d) -> d; } world w { import i; }", with("a:b/i.d" = R))]
    struct Plugin;
}
mod m58 { // resource ok
    pub struct R;
    #[hostplug::host_plugin(inline = "package a:b; interface i { resource ok { constructor(); m: func(x: borrow<ok>) -> ok; } g: func(x: ok) -> ok; } world w { import i; }", with("a:b/i.ok" = R))]
    struct Plugin;
}
mod m59 { // method drop
    pub struct R;
    #[hostplug::host_plugin(inline = "package a:b; interface i { resource r { drop: func(); }  } world w { import i; }", with("a:b/i.r" = R))]
    struct Plugin;
}
mod m60 { // static drop
    pub struct R;
    #[hostplug::host_plugin(inline = "package a:b; interface i { resource r { drop: static func(); }  } world w { import i; }", with("a:b/i.r" = R))]
    struct Plugin;
}
mod m61 { // new twice
    pub struct R;
    #[hostplug::host_plugin(inline = "package a:b; interface i { resource r { constructor(); new: static func(); }  } world w { import i; }", with("a:b/i.r" = R))]
    struct Plugin;
}
mod m62 { // type host-r
    pub struct R;
    #[hostplug::host_plugin(inline = "package a:b; interface i { resource r { m: func(); } record host-r { x: u32 } g: func(x: host-r); } world w { import i; }", with("a:b/i.r" = R))]
    struct Plugin;
}
mod m63 { // free fn drop
    pub struct R;
    #[hostplug::host_plugin(inline = "package a:b; interface i { resource r { m: func(); } drop: func(); } world w { import i; }", with("a:b/i.r" = R))]
    struct Plugin;
}
mod m64 { // async m accessor
    pub struct R;
    #[hostplug::host_plugin(inline = "package a:b; interface i { resource r { m: async func(accessor: u32); }  } world w { import i; }", with("a:b/i.r" = R))]
    struct Plugin;
}
mod m65 { // convert-error fn
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { enum error { full } convert-error: func(); g: func() -> result<_, error>; } world w { import i; }")]
    struct Plugin;
}
mod m66 { // async accessor
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { g: async func(accessor: u32); } world w { import i; }")]
    struct Plugin;
}
mod m67 { // param host
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { g: func(host: u32, id: u32, caller: u32, store: u32, accessor: u32, linker: u32, inst: u32); } world w { import i; }")]
    struct Plugin;
}
mod m68 { // async param host
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { g: async func(host: u32, caller: u32); } world w { import i; }")]
    struct Plugin;
}
mod m69 { // unstable link-options
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record link-options { x: u32 } @unstable(feature = x) g: func(x: link-options); } world w { import i; }")]
    struct Plugin;
}
mod m70 { // feature named default
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { @unstable(feature = default) g: func(); } world w { import i; }")]
    struct Plugin;
}
mod m71 { // export record guest
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %guest { x: u32 } g: func(x: %guest) -> option<%guest>; h: async func(a: list<%guest>) -> result<%guest>; } world w { export i; }")]
    struct Plugin;
}
mod m72 { // export record guest-indices
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %guest-indices { x: u32 } g: func(x: %guest-indices) -> option<%guest-indices>; h: async func(a: list<%guest-indices>) -> result<%guest-indices>; } world w { export i; }")]
    struct Plugin;
}
mod m73 { // export record box
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %box { x: u32 } g: func(x: %box) -> option<%box>; h: async func(a: list<%box>) -> result<%box>; } world w { export i; }")]
    struct Plugin;
}
mod m74 { // export record t
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %t { x: u32 } g: func(x: %t) -> option<%t>; h: async func(a: list<%t>) -> result<%t>; } world w { export i; }")]
    struct Plugin;
}
mod m75 { // export record s
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %s { x: u32 } g: func(x: %s) -> option<%s>; h: async func(a: list<%s>) -> result<%s>; } world w { export i; }")]
    struct Plugin;
}
mod m76 { // export record host
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %host { x: u32 } g: func(x: %host) -> option<%host>; h: async func(a: list<%host>) -> result<%host>; } world w { export i; }")]
    struct Plugin;
}
mod m77 { // export record ok
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %ok { x: u32 } g: func(x: %ok) -> option<%ok>; h: async func(a: list<%ok>) -> result<%ok>; } world w { export i; }")]
    struct Plugin;
}
mod m78 { // export record result
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %result { x: u32 } g: func(x: %result) -> option<%result>; h: async func(a: list<%result>) -> result<%result>; } world w { export i; }")]
    struct Plugin;
}
mod m79 { // export record option
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %option { x: u32 } g: func(x: %option) -> option<%option>; h: async func(a: list<%option>) -> result<%option>; } world w { export i; }")]
    struct Plugin;
}
mod m80 { // export record send
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %send { x: u32 } g: func(x: %send) -> option<%send>; h: async func(a: list<%send>) -> result<%send>; } world w { export i; }")]
    struct Plugin;
}
mod m81 { // export record component
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { record %component { x: u32 } g: func(x: %component) -> option<%component>; h: async func(a: list<%component>) -> result<%component>; } world w { export i; }")]
    struct Plugin;
}
mod m82 { // export fn lookup
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { %lookup: func(); zz: func(x: u32) -> u32; } world w { export i; }")]
    struct Plugin;
}
mod m83 { // export fn store
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { %store: func(); zz: func(x: u32) -> u32; } world w { export i; }")]
    struct Plugin;
}
mod m84 { // export fn instance
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { %instance: func(); zz: func(x: u32) -> u32; } world w { export i; }")]
    struct Plugin;
}
mod m85 { // export fn new
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { %new: func(); zz: func(x: u32) -> u32; } world w { export i; }")]
    struct Plugin;
}
mod m86 { // export fn load
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { %load: func(); zz: func(x: u32) -> u32; } world w { export i; }")]
    struct Plugin;
}
mod m87 { // export fn ok
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { %ok: func(); zz: func(x: u32) -> u32; } world w { export i; }")]
    struct Plugin;
}
mod m88 { // export fn call
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { %call: func(); zz: func(x: u32) -> u32; } world w { export i; }")]
    struct Plugin;
}
mod m89 { // world clone
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { g: func(); } world %clone { import i; export i; }")]
    struct Plugin;
}
mod m90 { // world send
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { g: func(); } world %send { import i; export i; }")]
    struct Plugin;
}
mod m91 { // world t
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { g: func(); } world %t { import i; export i; }")]
    struct Plugin;
}
mod m92 { // world option
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { g: func(); } world %option { import i; export i; }")]
    struct Plugin;
}
mod m93 { // world copy
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { g: func(); } world %copy { import i; export i; }")]
    struct Plugin;
}
mod m94 { // world exports
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { g: func(); } world %exports { import i; export i; }")]
    struct Plugin;
}
mod m95 { // world ok
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { g: func(); } world %ok { import i; export i; }")]
    struct Plugin;
}
mod m96 { // world d
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { g: func(); } world %d { import i; export i; }")]
    struct Plugin;
}
mod m97 { // world self-x
    
    #[hostplug::host_plugin(inline = "package a:b; interface i { g: func(); } world %self-x { import i; export i; }")]
    struct Plugin;
}
fn main() {}
