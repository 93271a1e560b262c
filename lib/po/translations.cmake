# Translations of what people read (domain "jourd"): lib/po/<language>.po.
#   all         builds locale/<language>/LC_MESSAGES/jourd.mo; run from the build directory with
#               JOUR_LOCALEDIR=build/locale LANGUAGE=sv
#   po-update   takes new texts of the sources into the .po files, to be filled in by hand
find_program(XGETTEXT xgettext REQUIRED)
find_program(MSGFMT msgfmt REQUIRED)
find_program(MSGMERGE msgmerge REQUIRED)

set(TRANSLATE ${CMAKE_CURRENT_SOURCE_DIR}/lib/po/translate)
set(POT ${CMAKE_CURRENT_BINARY_DIR}/locale/jourd.pot)
file(MAKE_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/locale)
file(GLOB PO_FILES CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/lib/po/*.po)
add_custom_target(pot COMMAND ${TRANSLATE} extract ${CMAKE_CURRENT_SOURCE_DIR} ${POT})
add_custom_target(po-update DEPENDS pot)

foreach(po ${PO_FILES})
  get_filename_component(language ${po} NAME_WE)
  set(mo ${CMAKE_CURRENT_BINARY_DIR}/locale/${language}/LC_MESSAGES/jourd.mo)
  add_custom_command(OUTPUT ${mo} COMMAND ${TRANSLATE} compile ${po} ${mo}
    DEPENDS ${po} ${TRANSLATE} COMMENT "Translations into ${language}")
  list(APPEND mo_files ${mo})
  add_custom_command(TARGET po-update POST_BUILD COMMAND ${TRANSLATE} update ${po} ${POT})
  install(FILES ${mo} DESTINATION ${CMAKE_INSTALL_LOCALEDIR}/${language}/LC_MESSAGES)
endforeach()
add_custom_target(translations ALL DEPENDS ${mo_files})
