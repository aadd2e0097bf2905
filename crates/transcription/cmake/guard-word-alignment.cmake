# Run by CMake after each project() of whisper.cpp's build; .cargo/config.toml names it.
#
# whisper.cpp 1.8.3 ends the whole program (WHISPER_ASSERT in median_filter) when it aligns the words of a pass that
# advanced by 140 ms of audio or less. A batch must survive that, so such a pass keeps the times it has.
# The mark in the system info tells the program that the guard is in; without it words are not aligned.

set(source "${CMAKE_CURRENT_SOURCE_DIR}/src/whisper.cpp")
if(PROJECT_NAME STREQUAL "whisper.cpp" AND EXISTS "${source}")
  file(READ "${source}" text)
  string(FIND "${text}" "WORD_ALIGNMENT_GUARD" present)
  if(present EQUAL -1)
    set(assertion "    WHISPER_ASSERT(medfilt_width % 2);\n    WHISPER_ASSERT(n_frames <= n_audio_ctx * 2);")
    set(info "s += \"WHISPER : \"")
    string(FIND "${text}" "${assertion}" has_assertion)
    string(FIND "${text}" "${info}" has_info)
    if(has_assertion EQUAL -1 OR has_info EQUAL -1)
      message(WARNING "whisper.cpp has changed: words will not be aligned until ${CMAKE_CURRENT_LIST_FILE} fits it")
    else()
      string(REPLACE "${assertion}" "    if (n_frames / 2 <= medfilt_width) {\n        return;\n    }\n${assertion}" text "${text}")
      string(REPLACE "${info}" "s += \"WORD_ALIGNMENT_GUARD = 1 | \";\n    ${info}" text "${text}")
      file(WRITE "${source}" "${text}")
    endif()
  endif()
endif()
