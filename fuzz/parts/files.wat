;; Imports two interfaces, of which the second takes types from the first, and types of the world itself.
(component
  (import "t:t/things" (instance $things
    (export "thing" (type $thing (sub resource)))
    (type $kind' (enum "a" "b"))
    (export "kind" (type $kind (eq $kind')))
    (type $bag' (record (field "kind" $kind) (field "things" (list (own $thing)))))
    (export "bag" (type $bag (eq $bag')))))
  (alias export $things "thing" (type $thing))
  (alias export $things "kind" (type $kind))
  (alias export $things "bag" (type $bag))
  (import "t:t/files" (instance $files
    (alias outer 1 $thing (type $thing'))
    (export "thing" (type $thing (eq $thing')))
    (alias outer 1 $kind (type $kind'))
    (export "kind" (type $kind (eq $kind')))
    (export "open" (func (param "kind" $kind) (param "it" (borrow $thing)) (result (own $thing))))))
  (import "kind" (type $k (eq $kind)))
  (import "own" (type $own (sub resource)))
  (import "make" (func (param "kind" (option $k)) (result (own $own))))
  (import "t:t/log" (instance (export "log" (func (param "text" string)))))
  (export "t:t/files" (instance $files)))
