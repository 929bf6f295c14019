# The font as C: FBCON_FONT is the source, made at build time from Debian's xfonts-terminus.
set(folder /usr/share/fonts/X11/misc)
set(fonts ${folder}/ter-u16n_unicode.pcf.gz ${folder}/ter-u16b_unicode.pcf.gz)
set(tool ${CMAKE_CURRENT_LIST_DIR}/../../../tools/font/pcf_to_c.py)
set(FBCON_FONT ${CMAKE_CURRENT_BINARY_DIR}/font_data.c)
foreach(font IN LISTS fonts)
  if(NOT EXISTS ${font})
    message(FATAL_ERROR "expected ${font}: install Debian's xfonts-terminus (./x setup does)")
  endif()
endforeach()
add_custom_command(OUTPUT ${FBCON_FONT} VERBATIM DEPENDS ${tool} ${fonts}
                   COMMAND ${VIBEE_PYTHON} ${tool} ${fonts} ${FBCON_FONT})
