#pragma once

#include <llama.h>

#include <ggml-alloc.h>
#include <ggml-backend.h>
#include <ggml.h>

#include "shared_library.h"

/// Every function of llama.cpp and ggml that the addon calls.
#define TILLER_LLAMA_FUNCTIONS(X)            \
  X(llama_attach_threadpool)                 \
  X(llama_context_default_params)            \
  X(llama_get_logits_ith)                    \
  X(llama_get_model)                         \
  X(llama_model_get_vocab)                   \
  X(llama_model_is_hybrid)                   \
  X(llama_model_is_recurrent)                \
  X(llama_model_n_embd)                      \
  X(llama_model_n_layer)                     \
  X(llama_n_ctx)                             \
  X(llama_n_seq_max)                         \
  X(llama_n_threads)                         \
  X(llama_sampler_accept)                    \
  X(llama_sampler_apply)                     \
  X(llama_sampler_chain_add)                 \
  X(llama_sampler_chain_default_params)      \
  X(llama_sampler_chain_init)                \
  X(llama_sampler_clone)                     \
  X(llama_sampler_free)                      \
  X(llama_sampler_init_dist)                 \
  X(llama_sampler_init_dry)                  \
  X(llama_sampler_init_greedy)               \
  X(llama_sampler_init_logit_bias)           \
  X(llama_sampler_init_min_p)                \
  X(llama_sampler_init_penalties)            \
  X(llama_sampler_init_temp)                 \
  X(llama_sampler_init_top_k)                \
  X(llama_sampler_init_top_p)                \
  X(llama_sampler_reset)                     \
  X(llama_vocab_get_suppress_tokens)         \
  X(llama_vocab_n_tokens)                    \
  X(ggml_add_inplace)                        \
  X(ggml_build_forward_expand)               \
  X(ggml_free)                               \
  X(ggml_get_rows)                           \
  X(ggml_graph_n_nodes)                      \
  X(ggml_graph_node)                         \
  X(ggml_graph_overhead_custom)              \
  X(ggml_init)                               \
  X(ggml_mul)                                \
  X(ggml_neg)                                \
  X(ggml_new_graph_custom)                   \
  X(ggml_new_tensor_1d)                      \
  X(ggml_new_tensor_2d)                      \
  X(ggml_relu)                               \
  X(ggml_sqr)                                \
  X(ggml_sqrt)                               \
  X(ggml_sub)                                \
  X(ggml_sum_rows)                           \
  X(ggml_tensor_overhead)                    \
  X(ggml_threadpool_params_default)          \
  X(ggml_view_1d)                            \
  X(ggml_view_2d)                            \
  X(ggml_add)                                \
  X(ggml_backend_alloc_ctx_tensors_from_buft) \
  X(ggml_backend_buffer_free)                \
  X(ggml_backend_buffer_get_type)            \
  X(ggml_backend_buffer_is_host)             \
  X(ggml_backend_buft_get_device)            \
  X(ggml_backend_dev_backend_reg)            \
  X(ggml_backend_dev_by_type)                \
  X(ggml_backend_dev_init)                   \
  X(ggml_backend_dev_name)                   \
  X(ggml_backend_free)                       \
  X(ggml_backend_get_default_buffer_type)    \
  X(ggml_backend_graph_compute)              \
  X(ggml_backend_reg_get_proc_address)       \
  X(ggml_backend_supports_op)                \
  X(ggml_backend_tensor_alloc)               \
  X(ggml_backend_tensor_get)                 \
  X(ggml_backend_tensor_set)                 \
  X(ggml_gallocr_alloc_graph)                \
  X(ggml_gallocr_free)                       \
  X(ggml_gallocr_new)                        \
  X(ggml_gallocr_reserve)

/// llama.cpp's functions in the libraries of one node-llama-cpp variant. A process may hold several
/// variants (CPU and Vulkan, say), each with its own copy of every function, so each context uses
/// the functions of the libraries it came from.
class LlamaApi {
 public:
  /// Looks the functions up from the library that contains `address`.
  /// Throws std::runtime_error when one is missing.
  explicit LlamaApi(const void* address);

#define TILLER_DECLARE(name) decltype(&::name) name = nullptr;
  TILLER_LLAMA_FUNCTIONS(TILLER_DECLARE)
#undef TILLER_DECLARE

 private:
  SharedLibrary library_;
};
