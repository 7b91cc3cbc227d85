(component
  (core module $callee
    (import "cell" "new" (func $new (param i32) (result i32)))
    (memory (export "memory") 4)
    (global $next (mut i32) (i32.const 1024))

    ;; What a call is given is forgotten when it ends.
    (func (export "realloc") (param i32 i32) (param $align i32) (param $size i32) (result i32)
      (local $at i32)
      (local.set $at (i32.and
        (i32.add (global.get $next) (i32.sub (local.get $align) (i32.const 1)))
        (i32.sub (i32.const 0) (local.get $align))))
      (global.set $next (i32.add (local.get $at) (local.get $size)))
      (local.get $at))
    (func $forget (global.set $next (i32.const 1024)))

    (func (export "add") (param i32 i32) (result i32)
      (i32.add (local.get 0) (local.get 1)))
    (func (export "len") (param i32 i32) (result i32)
      (call $forget)
      (local.get 1))
    ;; The sum of all `x`; a point takes 16 bytes.
    (func (export "points") (param $at i32) (param $count i32) (result i32)
      (local $sum i32)
      (block $done
        (loop $again
          (br_if $done (i32.eqz (local.get $count)))
          (local.set $sum (i32.add (local.get $sum) (i32.load (local.get $at))))
          (local.set $at (i32.add (local.get $at) (i32.const 16)))
          (local.set $count (i32.sub (local.get $count) (i32.const 1)))
          (br $again)))
      (call $forget)
      (local.get $sum))
    (func (export "cell") (param i32) (result i32) (call $new (local.get 0)))
    (func (export "cell-add") (param i32 i32) (result i32)
      (i32.add (local.get 0) (local.get 1))))

  (type $cell (resource (rep i32)))
  (core func $new (canon resource.new $cell))
  (core instance $callee (instantiate $callee
    (with "cell" (instance (export "new" (func $new))))))
  (alias core export $callee "memory" (core memory $memory))
  (alias core export $callee "realloc" (core func $realloc))

  (func $add (param "a" u32) (param "b" u32) (result u32)
    (canon lift (core func $callee "add")))
  (func $text (param "s" string) (result u32)
    (canon lift (core func $callee "len") (memory $memory) (realloc $realloc)))
  (func $bytes (param "b" (list u8)) (result u32)
    (canon lift (core func $callee "len") (memory $memory) (realloc $realloc)))
  (type $point (record (field "x" u32) (field "y" u32) (field "name" string)))
  (func $points (param "items" (list $point)) (result u32)
    (canon lift (core func $callee "points") (memory $memory) (realloc $realloc)))
  (func $make (param "value" u32) (result (own $cell))
    (canon lift (core func $callee "cell")))
  (func $cell-add (param "self" (borrow $cell)) (param "by" u32) (result u32)
    (canon lift (core func $callee "cell-add")))

  ;; A named type is only known by its name, so the instances are made by components that give them.
  (component $plain
    (import "point" (type $p' (eq $point)))
    (import "add" (func $add (param "a" u32) (param "b" u32) (result u32)))
    (import "text" (func $text (param "s" string) (result u32)))
    (import "bytes" (func $bytes (param "b" (list u8)) (result u32)))
    (import "points" (func $points (param "items" (list $p')) (result u32)))
    (export $p "point" (type $p'))
    (export "add" (func $add))
    (export "text" (func $text))
    (export "bytes" (func $bytes))
    (export "points" (func $points) (func (param "items" (list $p)) (result u32))))
  (instance $plain (instantiate $plain
    (with "point" (type $point))
    (with "add" (func $add)) (with "text" (func $text))
    (with "bytes" (func $bytes)) (with "points" (func $points))))
  (export "bench:calls/plain@0.1.0" (instance $plain))

  (component $cells
    (import "cell" (type $c' (sub resource)))
    (import "make" (func $make (param "value" u32) (result (own $c'))))
    (import "add" (func $add (param "self" (borrow $c')) (param "by" u32) (result u32)))
    (export $c "cell" (type $c'))
    (export "[constructor]cell" (func $make) (func (param "value" u32) (result (own $c))))
    (export "[method]cell.add" (func $add)
      (func (param "self" (borrow $c)) (param "by" u32) (result u32))))
  (instance $cells (instantiate $cells
    (with "cell" (type $cell)) (with "make" (func $make)) (with "add" (func $cell-add))))
  (export "bench:calls/cells@0.1.0" (instance $cells)))
