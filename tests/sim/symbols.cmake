# cmake -DPROGRAM=... -P symbols.cmake: fails when the program asks the system for anything but
# memory, strings and standard output. What it links of the cores is looked at with it.
execute_process(COMMAND nm -u --format=posix ${PROGRAM} OUTPUT_VARIABLE output
  COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "[^\n]+" lines "${output}")
set(allowed
  "(mem|str)[a-z_]*" "__(mem|str)[a-z_]*_chk" "__isoc[0-9]*_strto[a-z]*" "__ctype_[a-z_]*" "bcmp"
  "malloc|calloc|realloc|free|abort|exit|qsort|bsearch" "__assert_fail|__stack_chk_fail|__errno_location"
  "(__)?v?(sn?|f)?printf(_chk)?|puts|putchar|f?putc|fwrite|fputs|stdout|stderr"
  "getopt_long|optarg|optind" "__libc_start_main|__cxa_finalize|__gmon_start__|_ITM_.*"
  "(crypto|sodium)_[a-z0-9_]*" "EVP_[A-Za-z0-9_]*" "protobuf_c_[a-z0-9_]*" "__gmp[a-z0-9_]*"
  "json_[a-z0-9_]*" "yaml_[a-z0-9_]*" "csv_[a-z0-9_]*"
  "__(asan|ubsan|lsan|sanitizer)_[a-z0-9_]*")
list(JOIN allowed "|" allowed)
set(found)
foreach(line ${lines})
  string(REGEX REPLACE "[@ ].*" "" symbol "${line}")
  if(NOT symbol MATCHES "^(${allowed})$")
    list(APPEND found ${symbol})
  endif()
endforeach()
if(found)
  message(FATAL_ERROR "${PROGRAM} is not deterministic by its symbols: ${found}")
endif()
