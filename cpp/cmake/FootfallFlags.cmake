# The compiler flags, in one place. Contraction is off so that every build gives the same bits;
# -ffast-math would change them, and the whole process that loads us.
function(footfall_flags target)
  if(MSVC)
    target_compile_options(${target} PRIVATE /W4 /fp:precise)
  else()
    target_compile_options(${target} PRIVATE
      -Wall -Wextra -Wpedantic -Wconversion -Wshadow
      $<$<CONFIG:Release,RelWithDebInfo>:-O3> -ffp-contract=off -fno-math-errno -fno-trapping-math)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
      target_compile_options(${target} PRIVATE -Wno-psabi -Wno-ignored-attributes)
    endif()
    if(FOOTFALL_SANITIZE)
      target_compile_options(${target} PRIVATE -fsanitize=${FOOTFALL_SANITIZE} -fno-omit-frame-pointer)
      target_link_options(${target} PRIVATE -fsanitize=${FOOTFALL_SANITIZE})
    endif()
  endif()
  if(FOOTFALL_WARNINGS_ARE_ERRORS)
    set_target_properties(${target} PROPERTIES COMPILE_WARNING_AS_ERROR ON)
  endif()
endfunction()
