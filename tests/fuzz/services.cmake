# Services' code that reads what clients and keyboards send, as far as it needs no kernel.
set(services ${CMAKE_SOURCE_DIR}/services)
include(service/sources.cmake)
vibee_fuzz(console-line SOURCES console_line.c ${services}/common/line.c ${services}/common/width.c
           LINKS spec SECONDS 6)
vibee_fuzz(wasi-text SOURCES wasi_text.c ${services}/wasi/paths.c ${services}/wasi/dirents.c
           LINKS spec SECONDS 6)
vibee_fuzz(vfs-request SOURCES vfs_request.c ${services}/vfs/request.c ${services}/vfs/walk.c
           LINKS spec SECONDS 6)
vibee_fuzz(vfs-boot SOURCES vfs_boot.c ${services}/vfs/bootfs.c LINKS base
           SEEDS ${CMAKE_CURRENT_SOURCE_DIR}/seeds/vfs-boot SECONDS 6)
vibee_fuzz(log-format SOURCES log_format.c ${services}/log/format.c LINKS spec SECONDS 6)
if(EXISTS /usr/include/toml++/toml.h)
  enable_language(CXX)
  vibee_fuzz(init-config SOURCES init_config.c ${services}/init/config.cpp
             ${services}/init/config_check.c LINKS spec SECONDS 6)
  service_toml(fuzz-init-config)
endif()

# The drivers' pure parts: the screen's terminal with its view, the keyboard's decoder.
include(${services}/drivers/fbcon/font.cmake)
set(fbcon terminal.c parser.c screen.c print.c move.c control.c csi.c report.c mode.c sgr.c view.c paint.c
          palette.c font.c tests/screen_text.c)
list(TRANSFORM fbcon PREPEND ${services}/drivers/fbcon/)
vibee_fuzz(terminal SOURCES terminal.c ${fbcon} ${services}/common/width.c ${FBCON_FONT} LINKS spec
           SEEDS ${CMAKE_CURRENT_SOURCE_DIR}/seeds/terminal SECONDS 6)
target_include_directories(fuzz-terminal PRIVATE ${services}/drivers/fbcon)
set(ps2 scancode.c keymap.c layouts.c layout_us.c layout_de.c controller.c)
list(TRANSFORM ps2 PREPEND ${services}/drivers/ps2/)
vibee_fuzz(keyboard SOURCES keyboard.c ${ps2} LINKS spec SECONDS 5)

# What devmgr reads: its table of drivers, and the configuration space of devices.
vibee_fuzz(devmgr-rules SOURCES devmgr_rules.c ${services}/devmgr/rules.c LINKS spec SECONDS 5)
vibee_fuzz(devmgr-pci SOURCES devmgr_pci.c ${services}/devmgr/pci_find.c ${services}/devmgr/pci_bars.c
           ${services}/devmgr/pci_msi.c LINKS spec SECONDS 6)
vibee_fuzz(virtqueue SOURCES virtqueue.c ${services}/drivers/virtio/queue.c LINKS spec base SECONDS 6)
target_include_directories(fuzz-virtqueue PRIVATE ${CMAKE_SOURCE_DIR}/sdk/include)
vibee_fuzz(disk-partitions SOURCES disk_partitions.c ${services}/disk/partitions.c LINKS spec
           SEEDS ${CMAKE_CURRENT_SOURCE_DIR}/seeds/disk-partitions SECONDS 6)
add_subdirectory(service)
