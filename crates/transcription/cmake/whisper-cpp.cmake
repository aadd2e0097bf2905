# Run by CMake after each project() of whisper.cpp's build; .cargo/config.toml names it.
#
# Changes whisper.cpp 1.8.3 in three ways before it is compiled. Each change leaves its mark in the system info, so
# that the program knows what is in; where whisper.cpp no longer reads as expected, a change is left out with a warning.
#
# WORD_ALIGNMENT_GUARD  whisper.cpp ends the whole program (WHISPER_ASSERT in median_filter) when it aligns the words
#   of a pass that advanced by 140 ms of audio or less. A batch must survive that, so such a pass keeps the times it
#   has. Without this change the program aligns no words.
# LEAN_ALIGNMENT  To align words, whisper.cpp runs the decoder over all tokens again and computes the scores of the
#   whole vocabulary for each, which nobody reads: half of that pass. And it does the rest on four threads, whatever
#   was asked for, which spin and wait for each other where there are fewer cores.
# BF16_ENCODER  Processors with AVX512_BF16 multiply bfloat16 at twice the rate of float32. On these the encoder's
#   weights are converted while they are loaded, and attention is computed in bfloat16 rather than in float16.

function(change_source mark)
  set(fits TRUE)
  set(pairs ${ARGN})
  list(LENGTH pairs n)
  math(EXPR last "${n} - 1")
  foreach(i RANGE 0 ${last} 2)
    list(GET pairs ${i} name)
    string(FIND "${text}" "${${name}}" at)
    if(at EQUAL -1)
      set(fits FALSE)
    endif()
  endforeach()
  string(FIND "${text}" "${info}" at)
  if(NOT fits OR at EQUAL -1)
    message(WARNING "whisper.cpp has changed: ${mark} of ${CMAKE_CURRENT_FUNCTION_LIST_FILE} does not fit it")
    return()
  endif()
  foreach(i RANGE 0 ${last} 2)
    math(EXPR j "${i} + 1")
    list(GET pairs ${i} from)
    list(GET pairs ${j} to)
    string(REPLACE "${${from}}" "${${to}}" text "${text}")
  endforeach()
  string(REPLACE "${info}" "s += \"${mark} = 1 | \";\n    ${info}" text "${text}")
  set(text "${text}" PARENT_SCOPE)
endfunction()

set(source "${CMAKE_CURRENT_SOURCE_DIR}/src/whisper.cpp")
if(PROJECT_NAME STREQUAL "whisper.cpp" AND EXISTS "${source}")
  file(READ "${source}" text)
  string(FIND "${text}" "WORD_ALIGNMENT_GUARD" present)
  if(present EQUAL -1)
    set(info [=[s += "WHISPER : "]=])

    set(assertion [=[    WHISPER_ASSERT(medfilt_width % 2);
    WHISPER_ASSERT(n_frames <= n_audio_ctx * 2);]=])
    set(guarded [=[    if (n_frames / 2 <= medfilt_width) {
        return;
    }
    WHISPER_ASSERT(medfilt_width % 2);
    WHISPER_ASSERT(n_frames <= n_audio_ctx * 2);]=])
    change_source(WORD_ALIGNMENT_GUARD assertion guarded)

    set(scores [=[    ggml_build_forward_expand(gf, logits);
]=])
    set(scores_if_read [=[    if (!save_alignment_heads_QKs || aheads_cross_QKs == nullptr) {
        ggml_build_forward_expand(gf, logits);
    }
]=])
    set(read [=[        if (batch.logits[i] == 0) {]=])
    set(read_if_there [=[        if (batch.logits[i] == 0 || save_alignment_heads_QKs) {]=])
    set(four_threads [=[    ggml_backend_graph_compute(backend.get(), gf);

    ggml_tensor * alignment]=])
    set(given_threads [=[    auto * registry = ggml_backend_dev_backend_reg(ggml_backend_get_device(backend.get()));
    auto set_n_threads = (ggml_backend_set_n_threads_t) ggml_backend_reg_get_proc_address(registry, "ggml_backend_set_n_threads");
    if (set_n_threads) {
        set_n_threads(backend.get(), n_threads);
    }
    ggml_backend_graph_compute(backend.get(), gf);

    ggml_tensor * alignment]=])
    change_source(LEAN_ALIGNMENT scores scores_if_read read read_if_there four_threads given_threads)

    set(load [=[static bool whisper_model_load(struct whisper_model_loader * loader, whisper_context & wctx) {]=])
    set(load_with_question [=[extern "C" int ggml_cpu_has_avx512_bf16(void);

static bool whisper_model_load(struct whisper_model_loader * loader, whisper_context & wctx) {]=])
    set(types [=[    const ggml_type vtype = wctx.wtype == GGML_TYPE_F32 ? GGML_TYPE_F32 : GGML_TYPE_F16; // conv type
]=])
    set(types_with_bf16 [=[    const ggml_type vtype = wctx.wtype == GGML_TYPE_F32 ? GGML_TYPE_F32 : GGML_TYPE_F16; // conv type
    const bool has_bf16 = ggml_cpu_has_avx512_bf16() && !wctx.params.use_gpu && wctx.wtype != GGML_TYPE_F32;
    const ggml_type etype = has_bf16 ? GGML_TYPE_BF16 : wctx.wtype;
    if (has_bf16) {
        wctx.itype = GGML_TYPE_BF16;
    }
]=])
    set(check [=[            if ((nelements*bpe)/ggml_blck_size(tensor->type) != ggml_nbytes(tensor)) {
                WHISPER_LOG_ERROR("%s: tensor '%s' has wrong size in model file: got %zu, expected %zu\n",
                        __func__, name.data(), ggml_nbytes(tensor), nelements*bpe);
                return false;
            }
]=])
    set(convert_first [=[            const auto * traits = ggml_get_type_traits(ggml_type(ttype));
            if (tensor->type == GGML_TYPE_BF16 && ttype != GGML_TYPE_BF16 && traits->to_float) {
                std::vector<char> packed(ggml_row_size(ggml_type(ttype), nelements));
                loader->read(loader->context, packed.data(), packed.size());
                std::vector<float> wide(nelements);
                traits->to_float(packed.data(), wide.data(), nelements);
                std::vector<ggml_bf16_t> narrow(nelements);
                ggml_fp32_to_bf16_row(wide.data(), narrow.data(), nelements);
                ggml_backend_tensor_set(tensor, narrow.data(), 0, ggml_nbytes(tensor));
                total_size += ggml_nbytes(tensor);
                model.n_loaded++;
                continue;
            }

]=])
    string(APPEND convert_first "${check}")
    set(changes load load_with_question types types_with_bf16 check convert_first)
    foreach(weight MLP_0_WEIGHT@ENCODER MLP_2_WEIGHT@ENCODER ATTN_QUERY_WEIGHT@ENCODER ATTN_KEY_WEIGHT@ENCODER
                   ATTN_VALUE_WEIGHT@ENCODER ATTN_OUT_WEIGHT@ENCODER ATTN_KEY_WEIGHT@CROSS ATTN_VALUE_WEIGHT@CROSS)
      string(REPLACE "@" ", ASR_SYSTEM_" place "ASR_TENSOR_${weight}")
      set(${weight}_from "${place}, ggml_new_tensor_2d(ctx, wtype,")
      set(${weight}_to "${place}, ggml_new_tensor_2d(ctx, etype,")
      list(APPEND changes ${weight}_from ${weight}_to)
    endforeach()
    change_source(BF16_ENCODER ${changes})

    file(WRITE "${source}" "${text}")
  endif()
endif()
