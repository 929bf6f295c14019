;; A library linked between a program and the host: it asks for its caller's memory.
(module
  (import "env" "peek" (func $peek (param i32) (result i32)))
  (memory 1)
  (data (i32.const 0) "S")
  (func $inner (param i32) (result i32) (call $peek (local.get 0)))
  (func (export "service") (param i32) (result i32)
    (i32.add (call $inner (local.get 0)) (i32.load8_u (i32.const 0))))
  (tag (export "failure") (param i32))
  (func (export "fail") (param i32) (throw 0 (local.get 0)))
  ;; One half of a chain of tail calls between instances: the other is in the table.
  (table (export "table") 1 funcref)
  (type $unary (func (param i32) (result i32)))
  (func (export "pong") (type $unary)
    (return_call_indirect (type $unary) (local.get 0) (i32.const 0)))
  (func (export "last") (type $unary) (return_call $peek (i32.load8_u (i32.const 0)))))
