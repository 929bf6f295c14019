# Services' code that reads what clients and keyboards send, as far as it needs no kernel.
set(services ${CMAKE_SOURCE_DIR}/services)
vibee_fuzz(console-line SOURCES console_line.c ${services}/console/line.c ${services}/console/width.c
           LINKS spec SECONDS 10)
vibee_fuzz(wasi-text SOURCES wasi_text.c ${services}/wasi/paths.c ${services}/wasi/dirents.c
           LINKS spec SECONDS 10)
