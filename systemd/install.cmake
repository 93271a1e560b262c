# `cmake --install` puts everything where a Debian package would.

# ---- units: filled in from the same hardening, the agent's one also as a template
file(READ ${CMAKE_CURRENT_SOURCE_DIR}/systemd/hardening.in HARDENING)
set(UNIT_DIR ${CMAKE_CURRENT_BINARY_DIR}/systemd)
configure_file(systemd/jourd.service.in ${UNIT_DIR}/jourd.service @ONLY)
set(AGENT_DESCRIPTION "Reports to a brottsofferjour's office")
set(AGENT_DIRECTORY "jour-agent")
configure_file(systemd/jour-agent.service.in ${UNIT_DIR}/jour-agent.service @ONLY)
# Several agents on one machine, as where one IT office serves several kommuner:
#   systemctl enable --now jour-agent@2409   uses /var/lib/jour-agent-2409
set(AGENT_DESCRIPTION "Reports of %i to a brottsofferjour's office")
set(AGENT_DIRECTORY "jour-agent-%i")
configure_file(systemd/jour-agent.service.in ${UNIT_DIR}/jour-agent@.service @ONLY)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
  ${CMAKE_CURRENT_SOURCE_DIR}/systemd/hardening.in)

install(FILES ${UNIT_DIR}/jourd.service ${UNIT_DIR}/jour-agent.service
  ${UNIT_DIR}/jour-agent@.service DESTINATION lib/systemd/system)
foreach(name jourd jour-agent)
  install(FILES systemd/${name}.sysusers DESTINATION lib/sysusers.d RENAME ${name}.conf)
  install(FILES systemd/${name}.tmpfiles DESTINATION lib/tmpfiles.d RENAME ${name}.conf)
endforeach()

# ---- programs; nobody starts the gate by hand
install(TARGETS jourd jour-agent DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS jourd-gate DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/jourd)

# ---- manual pages, found by their section
foreach(section 1 5 8)
  file(GLOB pages CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/daemon/man/*.${section}
    ${CMAKE_CURRENT_SOURCE_DIR}/agent/man/*.${section})
  install(FILES ${pages} DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section})
endforeach()

# ---- documents and examples
set(DOC_DIR ${CMAKE_INSTALL_DATAROOTDIR}/doc/jourd)
install(FILES proto/PROTOCOL.md proto/jour.proto DESTINATION ${DOC_DIR})
install(FILES README.md DESTINATION ${DOC_DIR} OPTIONAL)
install(DIRECTORY agent/examples DESTINATION ${DOC_DIR} OPTIONAL)
