;; Exports a resource, records and functions with both.
(component
  (type $thing (resource (rep i32)))
  (type $kind (enum "a" "b"))
  (component $named
    (import "thing" (type $thing (sub resource)))
    (type $kind' (enum "a" "b"))
    (import "kind" (type $kind (eq $kind')))
    (export $out "thing" (type $thing))
    (export $kind-out "kind" (type $kind))
    (type $bag (record (field "kind" $kind-out) (field "things" (list (own $out)))))
    (export "bag" (type $bag)))
  (instance $things (instantiate $named (with "thing" (type $thing)) (with "kind" (type $kind))))
  (export "t:t/things" (instance $things)))
