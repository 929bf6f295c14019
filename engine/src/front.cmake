# Decode and validate: bytes to struct module.
set(ENGINE_FRONT
    src/types.c
    src/memory.c)
