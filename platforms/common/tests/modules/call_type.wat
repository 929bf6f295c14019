(module (import "vibee" "memory_alloc" (func (param i32) (result i64))) (func (export "_start")))
