;; Imports behind other definitions, and components in components.
(component
  (component $c
    (import "f" (func $f))
    (component $d (import "g" (func $g)) (export "h" (func $g)))
    (instance $d (instantiate $d (with "g" (func $f))))
    (export "t:t/inner" (instance $d)))
  (import "t:t/log" (instance $log (export "log" (func (param "text" string)))))
  (core module $m (func (export "f")))
  (core instance $i (instantiate $m))
  (func $f (canon lift (core func $i "f")))
  (instance $made (instantiate $c (with "f" (func $f))))
  (import "t:t/things" (instance $things
    (export "thing" (type $thing (sub resource)))
    (type $kind' (enum "a" "b"))
    (export "kind" (type $kind (eq $kind')))))
  (alias export $made "t:t/inner" (instance $inner))
  (export "t:t/inner" (instance $inner))
  (import "last" (func (param "text" (tuple u8 string)))))
