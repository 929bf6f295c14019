# What each service that runs over the fake of the system calls consists of: its own sources, and what plays
# its peers. Used by the fuzz targets and by the test cases over services (tests/spec-cases/services).
set(fake ${CMAKE_SOURCE_DIR}/tests/fuzz/service)
set(services ${CMAKE_SOURCE_DIR}/services)
set(sdk ${CMAKE_SOURCE_DIR}/sdk/common)

# service_source(NAME SOURCES its own... FAKES what plays its peers...)
macro(service_source name)
  cmake_parse_arguments(ARG "" "" "SOURCES;FAKES" ${ARGN})
  list(APPEND SERVICES_OVER_FAKE ${name})
  set(SERVICE_SOURCES_${name} ${ARG_SOURCES} ${sdk}/channel.c ${sdk}/log.c)
  set(SERVICE_FAKES_${name} ${fake}/service_${name}.c ${ARG_FAKES} ${fake}/memory.c ${fake}/objects.c
      ${fake}/memory_calls.c ${fake}/calls.c ${fake}/start.c ${fake}/unused.c)
endmacro()

# Their compilation: allocations are counted, main() has another name, variables can be reset.
function(service_source_properties name)
  set_source_files_properties(${SERVICE_SOURCES_${name}} PROPERTIES COMPILE_OPTIONS
                              "-include;${fake}/memory.h;-Dmain=service_main;-DFAKE_SERVICE_SOURCE")
endfunction()

set(SERVICES_OVER_FAKE)
set(pipe ${services}/pipe)
service_source(pipe SOURCES ${pipe}/main.c ${pipe}/store.c ${pipe}/transfer.c ${pipe}/ready.c ${services}/common/armed.c)
service_source(log SOURCES ${services}/log/format.c ${sdk}/file.c)
set(console ${services}/console)
service_source(console SOURCES ${console}/main.c ${console}/input.c ${console}/output.c
                               ${console}/ready.c ${console}/state.c ${console}/terminal.c
                               ${console}/terminals.c ${services}/common/armed.c ${services}/common/foreground.c ${services}/common/line.c
                               ${services}/common/width.c ${sdk}/devices.c
                       FAKES ${fake}/terminals.c ${fake}/peers.c)
set(pty ${services}/pty)
service_source(pty SOURCES ${pty}/main.c ${pty}/pairs.c ${pty}/requests.c ${pty}/input.c ${pty}/output.c
                           ${pty}/ready.c ${pty}/waiting.c ${services}/common/armed.c ${services}/common/foreground.c
                           ${services}/common/line.c ${services}/common/width.c
                   FAKES ${fake}/peers.c)
set(init ${services}/init)
service_source(init SOURCES ${init}/manifest.c ${init}/services.c ${init}/protocol.c ${init}/session.c
                            ${init}/supervise.c ${init}/children.c ${init}/config_check.c ${init}/config_table.c
                            ${init}/read_config.c ${sdk}/spawn.c
                    FAKES ${init}/config.cpp ${fake}/tasks.c)
set(vfs ${services}/vfs)
service_source(vfs SOURCES ${vfs}/main.c ${vfs}/bootfs.c ${vfs}/data.c ${vfs}/descriptions.c ${vfs}/disks.c
                           ${vfs}/host.c ${vfs}/map.c ${vfs}/mounts.c ${vfs}/names.c ${vfs}/nodes.c
                           ${vfs}/request.c ${vfs}/special.c ${vfs}/tmpfs_blocks.c ${vfs}/tmpfs_data.c
                           ${vfs}/tmpfs_directory.c ${vfs}/tmpfs_inode.c ${vfs}/tmpfs_map.c
                           ${vfs}/tmpfs_names.c ${vfs}/tmpfs_open.c ${vfs}/tmpfs_table.c ${vfs}/walk.c
                           ${sdk}/file.c
                   FAKES ${fake}/device.c ${fake}/peers.c)
set(disk ${services}/disk)
service_source(disk SOURCES ${disk}/main.c ${disk}/disks.c ${disk}/extent.c ${disk}/jobs.c ${disk}/names.c ${disk}/open.c
                            ${disk}/partitions.c ${sdk}/devices.c
                    FAKES ${fake}/peers.c)
set(devmgr ${services}/devmgr)
service_source(devmgr SOURCES ${devmgr}/main.c ${devmgr}/claim.c ${devmgr}/claim_pci.c ${devmgr}/devices.c
                              ${devmgr}/legacy.c ${devmgr}/machine.c ${devmgr}/paravirtual.c
                              ${devmgr}/pci_bars.c ${devmgr}/pci_find.c ${devmgr}/pci_msi.c
                              ${devmgr}/rules.c ${devmgr}/watch.c ${sdk}/hardware.c
                      FAKES ${fake}/device.c)
# The drivers' requests, over what they drive.
set(drivers ${services}/drivers)
service_source(pvconsole SOURCES ${drivers}/pvconsole/main.c ${drivers}/pvconsole/device.c
                                 ${drivers}/common/terminal_server.c ${drivers}/common/kept_ring.c
                                 ${sdk}/driver.c
                         FAKES ${fake}/device.c ${fake}/driver.c)
service_source(serial SOURCES ${drivers}/serial/main.c ${drivers}/serial/uart.c
                              ${drivers}/common/terminal_server.c ${drivers}/common/kept_ring.c
                              ${sdk}/driver.c ${sdk}/hardware.c
                      FAKES ${fake}/driver.c)
set(ps2 ${drivers}/ps2)
service_source(ps2 SOURCES ${ps2}/main.c ${ps2}/scancode.c ${ps2}/keymap.c ${ps2}/layouts.c
                           ${ps2}/layout_us.c ${ps2}/layout_de.c ${drivers}/common/kept_ring.c
                           ${sdk}/driver.c ${sdk}/hardware.c
                   FAKES ${fake}/driver.c)
service_source(block SOURCES ${drivers}/block/server.c ${drivers}/block/requests.c ${sdk}/driver.c
                             ${sdk}/hardware.c
                     FAKES ${fake}/driver.c)
service_source(rng SOURCES ${drivers}/virtio/rng.c ${drivers}/virtio/source.c ${sdk}/driver.c ${sdk}/hardware.c
                   FAKES ${fake}/driver.c ${fake}/peers.c)

# Reading init.toml, with toml++.
function(service_toml target)
  set_target_properties(${target} PROPERTIES CXX_STANDARD 20)
  target_compile_definitions(${target} PRIVATE TOML_EXCEPTIONS=0 TOML_ENABLE_FORMATTERS=0
                             TOML_HEADER_ONLY=1)
  # toml++ 3.3 shifts by too much in its tables of Unicode; only our own code is to be clean.
  target_compile_options(${target} PRIVATE
                         $<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions;-fno-sanitize=undefined>)
endfunction()
