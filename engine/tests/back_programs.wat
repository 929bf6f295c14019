;; The programs of the back_*.c tests. Each export takes one i32 and returns one.
(module
  (type $unary (func (param i32) (result i32)))
  (import "env" "tick" (func $tick (type $unary)))
  (memory (export "memory") 2 8)
  (table $t 4 funcref)
  (elem (i32.const 0) $double $fib $tick)
  (tag $error (param i32))
  (tag $pair (param i32 i64))
  (global $calls (mut i32) (i32.const 0))

  (func $double (export "double") (type $unary)
    (i32.add (local.get 0) (local.get 0)))

  (func $fib (export "fib") (type $unary)
    (if (result i32) (i32.lt_u (local.get 0) (i32.const 2))
      (then (local.get 0))
      (else
        (i32.add
          (call $fib (i32.sub (local.get 0) (i32.const 1)))
          (call $fib (i32.sub (local.get 0) (i32.const 2)))))))

  ;; The sum of 1 to n, with an operand below the loop and a value through its block.
  (func (export "sum") (type $unary)
    (local $sum i32)
    (i32.const 1000)
    (block
      (br_if 0 (i32.eqz (local.get 0)))
      (loop $next
        (local.set $sum (i32.add (local.get $sum) (local.get 0)))
        (br_if $next (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
    (i32.add (local.get $sum)))

  ;; Its frame ends far behind that of what it calls: 8 operands at a time after the call.
  (func $spin (type $unary)
    (loop $next (br_if $next (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
    (i32.const 1))
  (func (export "wide") (type $unary)
    (local $one i32)
    (local.set $one (call $spin (local.get 0)))
    (i32.mul (local.get $one) (i32.mul (local.get $one) (i32.mul (local.get $one) (i32.mul (local.get $one)
      (i32.mul (local.get $one) (i32.mul (local.get $one) (i32.mul (local.get $one) (i32.load (i32.const 0))))))))))

  ;; Recursion to depth n, with operands that live across each call.
  (func $depth (export "depth") (type $unary)
    (local $keep i32)
    (local.set $keep (i32.mul (local.get 0) (i32.const 3)))
    (if (result i32) (local.get 0)
      (then
        (local.get 0)
        (i32.const 7)
        (call $depth (i32.sub (local.get 0) (i32.const 1)))
        (i32.add)
        (i32.xor)
        (i32.add (local.get $keep)))
      (else (i32.const 1))))

  (func $endless (export "endless") (type $unary)
    (i32.add (i32.const 1) (call $endless (local.get 0))))

  (func (export "indirect") (type $unary)
    (call_indirect (type $unary) (i32.const 10) (local.get 0)))

  ;; tick(n) + tick(n + 1), with the first result pending during the second call.
  (func (export "ticks") (type $unary)
    (i32.add (call $tick (local.get 0)) (call $tick (i32.add (local.get 0) (i32.const 1)))))

  ;; Fill n bytes at 16, copy them up by 5 (overlapping) and down by 3; a checksum.
  (func $checksum (param $size i32) (result i32)
    (local $at i32) (local $sum i32)
    (loop $next
      (local.set $sum
        (i32.add (i32.mul (local.get $sum) (i32.const 31)) (i32.load8_u (local.get $at))))
      (br_if $next
        (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 61))) (local.get $size))))
    (local.get $sum))
  (func (export "bulk") (type $unary)
    (local $i i32)
    (memory.fill (i32.const 16) (i32.const 0xab) (local.get 0))
    (loop $next
      (i32.store16 (local.get $i) (local.get $i))
      (br_if $next
        (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 777))) (local.get 0))))
    (memory.copy (i32.const 21) (i32.const 16) (local.get 0))
    (memory.copy (i32.const 13) (i32.const 16) (local.get 0))
    (call $checksum (i32.add (local.get 0) (i32.const 64))))
  (func (export "fill") (type $unary)
    (memory.fill (i32.const 0) (i32.const 1) (local.get 0))
    (i32.const 0))

  ;; Write, grow (which moves the memory), read back and write in the new page.
  (func (export "grow") (type $unary)
    (local $old i32)
    (i32.store (i32.const 100) (i32.const 42))
    (local.set $old (memory.grow (local.get 0)))
    (i32.store (i32.mul (local.get $old) (i32.const 65536)) (i32.load (i32.const 100)))
    (i32.add
      (i32.load (i32.mul (local.get $old) (i32.const 65536)))
      (i32.mul (i32.const 1000) (memory.size))))

  ;; Exceptions: thrown n frames down, caught here; values, rethrow, delegate.
  (func $thrower (param i32)
    (if (i32.eqz (local.get 0))
      (then (throw $pair (i32.const 5) (i64.const 37))))
    (call $thrower (i32.sub (local.get 0) (i32.const 1))))
  (func (export "catch") (type $unary)
    (local $value i64)
    (i32.const 1000)
    (try (result i32)
      (do (call $thrower (local.get 0)) (i32.const 1))
      (catch $error (drop) (i32.const 2))
      (catch $pair
        (local.set $value)
        (i32.add (i32.wrap_i64 (local.get $value)))))
    (i32.add))
  (func (export "rethrow") (type $unary)
    (try (result i32)
      (do
        (try (result i32)
          (do (throw $error (local.get 0)))
          (catch_all
            (try (do (throw $pair (i32.const 1) (i64.const 2)))
              (catch $pair (drop) (drop)))
            (rethrow 0))))
      (catch $error)))
  (func (export "delegate") (type $unary)
    (try $outer (result i32)
      (do
        (try (result i32)
          (do
            (try (result i32)
              (do (throw $error (local.get 0)))
              (delegate $outer)))
          (catch $error (drop) (i32.const -1))))
      (catch $error (i32.const 1) (i32.add))))
  (func (export "uncaught") (type $unary)
    (try (do (throw $error (local.get 0))) (catch $pair (drop) (drop)))
    (i32.const 0))
  (func (export "trap_in_try") (type $unary)
    (try (result i32)
      (do (i32.div_u (i32.const 1) (local.get 0)))
      (catch_all (i32.const 9))))

  (func (export "divide") (type $unary)
    (i32.div_s (i32.const 100) (local.get 0)))

  ;; Results and a parameter through a loop, all out of the order in which they are kept.
  (func $swap (param i32 i32 i32) (result i32 i32 i32)
    (local.get 2) (local.get 0) (local.get 1))
  (func (export "swap") (type $unary)
    (local $a i32) (local $b i32) (local $c i32)
    (call $swap (local.get 0) (i32.const 20) (i32.const 3))
    (local.set $c) (local.set $b) (local.set $a)
    (i32.add
      (i32.mul (local.get $a) (i32.const 10000))
      (i32.add (i32.mul (local.get $b) (i32.const 100)) (local.get $c))))
  (func (export "table") (type $unary)
    (table.set $t (i32.const 3) (ref.func $double))
    (drop (table.grow $t (ref.func $fib) (i32.const 600)))
    (table.fill $t (i32.const 4) (ref.func $double) (i32.const 600))
    (table.copy $t $t (i32.const 0) (i32.const 4) (i32.const 600))
    (i32.add (call_indirect (type $unary) (local.get 0) (i32.const 0)) (table.size $t)))
  ;; A store and two loads side by side; 1, 2 or 3 says which of them traps.
  (func (export "joined") (type $unary)
    (local $a i32) (local $b i32) (local $c i32)
    (local.set $a (select (i32.const -16) (i32.const 16) (i32.eq (local.get 0) (i32.const 1))))
    (local.set $b (select (i32.const -16) (i32.const 16) (i32.eq (local.get 0) (i32.const 2))))
    (local.set $c (select (i32.const -16) (i32.const 16) (i32.eq (local.get 0) (i32.const 3))))
    (i32.store offset=4 (local.get $a) (i32.const 100000))
    (i32.store offset=8 (local.get $a) (local.get $c))
    (local.set $b (i32.load offset=4 (local.get $b)))
    (local.set $c (i32.load offset=8 (local.get $c)))
    (i32.add (local.get $b) (local.get $c)))

  ;; Tail calls. The sum of 1 to n by two functions whose frames differ, from within a try that they
  ;; leave; what is kept below the call does not matter.
  (func $tail_even (param $n i32) (param $sum i32) (result i32)
    (if (i32.eqz (local.get $n)) (then (return (local.get $sum))))
    (i32.const 5)
    (return_call $tail_odd
      (i32.sub (local.get $n) (i32.const 1)) (i32.add (local.get $sum) (local.get $n)) (i64.const 9)))
  (func $tail_odd (param $n i32) (param $sum i32) (param i64) (result i32)
    (local $big i64)
    (local.set $big (i64.extend_i32_u (local.get $n)))
    (try (result i32)
      (do
        (return_call $tail_even
          (i32.sub (i32.wrap_i64 (local.get $big)) (i32.const 1))
          (i32.add (local.get $sum) (local.get $n))))
      (catch_all (i32.const -1))))
  (func (export "tail_sum") (type $unary)
    (return_call $tail_even (local.get 0) (i32.const 0)))
  (func $tail_loop (export "tail_loop") (type $unary)
    (if (i32.eqz (local.get 0)) (then (return (i32.const 77))))
    (return_call_indirect $u (type $unary) (i32.sub (local.get 0) (i32.const 1)) (i32.const 0)))
  (table $u 1 funcref)
  (elem (table $u) (i32.const 0) func $tail_loop)
  (func (export "tail_host") (type $unary) (return_call $tick (local.get 0)))
  (func (export "tail_host_indirect") (type $unary)
    (i32.const 1)
    (return_call_indirect (type $unary) (local.get 0) (i32.const 2)))
  (func $tail_trap (export "tail_trap") (type $unary)
    (if (i32.eqz (local.get 0)) (then (unreachable)))
    (return_call $tail_trap (i32.sub (local.get 0) (i32.const 1))))
  (func $tail_grows (param i32) (result i32) (return_call $endless (local.get 0)))
  (func (export "tail_grows") (type $unary) (return_call $tail_grows (local.get 0)))
  ;; A throw in what was called last does not come back to a try that was left.
  (func $tail_throw (type $unary) (throw $error (local.get 0)))
  (func (export "tail_leaves_try") (type $unary)
    (try (result i32)
      (do (call $tail_in_try (local.get 0)))
      (catch $error (i32.add (i32.const 1)))))
  (func $tail_in_try (type $unary)
    (try (result i32)
      (do (return_call $tail_throw (local.get 0)))
      (catch $error (drop) (i32.const 666))))
)
