(component
  (import "bench:calls/plain@0.1.0" (instance $plain
    (type $point' (record (field "x" u32) (field "y" u32) (field "name" string)))
    (export "point" (type $point (eq $point')))
    (export "add" (func (param "a" u32) (param "b" u32) (result u32)))
    (export "text" (func (param "s" string) (result u32)))
    (export "bytes" (func (param "b" (list u8)) (result u32)))
    (export "points" (func (param "items" (list $point)) (result u32)))))
  (import "bench:calls/cells@0.1.0" (instance $cells
    (export "cell" (type $cell (sub resource)))
    (export "[constructor]cell" (func (param "value" u32) (result (own $cell))))
    (export "[method]cell.add" (func (param "self" (borrow $cell)) (param "by" u32) (result u32)))))

  ;; Everything that is passed: zeros, which are a text, bytes and points without names alike.
  (core module $data (memory (export "memory") 2))
  (core instance $data (instantiate $data))
  (alias core export $data "memory" (core memory $memory))

  (core func $add (canon lower (func $plain "add")))
  (core func $text (canon lower (func $plain "text") (memory $memory)))
  (core func $bytes (canon lower (func $plain "bytes") (memory $memory)))
  (core func $points (canon lower (func $plain "points") (memory $memory)))
  (core func $make (canon lower (func $cells "[constructor]cell")))
  (core func $cell-add (canon lower (func $cells "[method]cell.add")))
  (alias export $cells "cell" (type $cell))
  (core func $drop (canon resource.drop $cell))

  ;; Each function makes `n` calls, with `size` bytes or points where that says something.
  (core module $caller
    (import "api" "add" (func $add (param i32 i32) (result i32)))
    (import "api" "text" (func $text (param i32 i32) (result i32)))
    (import "api" "bytes" (func $bytes (param i32 i32) (result i32)))
    (import "api" "points" (func $points (param i32 i32) (result i32)))
    (import "api" "make" (func $make (param i32) (result i32)))
    (import "api" "cell-add" (func $cell-add (param i32 i32) (result i32)))
    (import "api" "drop" (func $drop (param i32)))

    (func (export "add") (param $n i32) (param $size i32) (result i32)
      (local $sum i32)
      (block $done
        (loop $again
          (br_if $done (i32.eqz (local.get $n)))
          (local.set $sum (i32.add (local.get $sum) (call $add (local.get $n) (i32.const 1))))
          (local.set $n (i32.sub (local.get $n) (i32.const 1)))
          (br $again)))
      (local.get $sum))
    (func (export "text") (param $n i32) (param $size i32) (result i32)
      (local $sum i32)
      (block $done
        (loop $again
          (br_if $done (i32.eqz (local.get $n)))
          (local.set $sum (i32.add (local.get $sum) (call $text (i32.const 0) (local.get $size))))
          (local.set $n (i32.sub (local.get $n) (i32.const 1)))
          (br $again)))
      (local.get $sum))
    (func (export "bytes") (param $n i32) (param $size i32) (result i32)
      (local $sum i32)
      (block $done
        (loop $again
          (br_if $done (i32.eqz (local.get $n)))
          (local.set $sum (i32.add (local.get $sum) (call $bytes (i32.const 0) (local.get $size))))
          (local.set $n (i32.sub (local.get $n) (i32.const 1)))
          (br $again)))
      (local.get $sum))
    (func (export "points") (param $n i32) (param $size i32) (result i32)
      (local $sum i32)
      (block $done
        (loop $again
          (br_if $done (i32.eqz (local.get $n)))
          (local.set $sum (i32.add (local.get $sum) (call $points (i32.const 0) (local.get $size))))
          (local.set $n (i32.sub (local.get $n) (i32.const 1)))
          (br $again)))
      (local.get $sum))
    (func (export "method") (param $n i32) (param $size i32) (result i32)
      (local $sum i32) (local $cell i32)
      (local.set $cell (call $make (i32.const 1)))
      (block $done
        (loop $again
          (br_if $done (i32.eqz (local.get $n)))
          (local.set $sum (i32.add (local.get $sum) (call $cell-add (local.get $cell) (i32.const 1))))
          (local.set $n (i32.sub (local.get $n) (i32.const 1)))
          (br $again)))
      (call $drop (local.get $cell))
      (local.get $sum))
    (func (export "resource") (param $n i32) (param $size i32) (result i32)
      (local $sum i32)
      (block $done
        (loop $again
          (br_if $done (i32.eqz (local.get $n)))
          (call $drop (call $make (local.get $n)))
          (local.set $sum (i32.add (local.get $sum) (i32.const 1)))
          (local.set $n (i32.sub (local.get $n) (i32.const 1)))
          (br $again)))
      (local.get $sum)))
  (core instance $caller (instantiate $caller (with "api" (instance
    (export "add" (func $add)) (export "text" (func $text)) (export "bytes" (func $bytes))
    (export "points" (func $points)) (export "make" (func $make))
    (export "cell-add" (func $cell-add)) (export "drop" (func $drop))))))

  (type $run (func (param "n" u32) (param "size" u32) (result u32)))
  (func (export "add") (type $run) (canon lift (core func $caller "add")))
  (func (export "text") (type $run) (canon lift (core func $caller "text")))
  (func (export "bytes") (type $run) (canon lift (core func $caller "bytes")))
  (func (export "points") (type $run) (canon lift (core func $caller "points")))
  (func (export "method") (type $run) (canon lift (core func $caller "method")))
  (func (export "resource") (type $run) (canon lift (core func $caller "resource"))))
