(module (import "host" "memory" (memory 1)) (func (export "_start")))
