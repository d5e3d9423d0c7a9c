#include "context_guard.h"

#include <string>
#include <typeinfo>

namespace {

#ifdef _MSC_VER
constexpr const char* addonContextTypeName = "class AddonContext";
#else
constexpr const char* addonContextTypeName = "12AddonContext";
#endif

void requireThat(bool condition, const char* otherwise) {
  if (!condition) throw Refusal(otherwise);
}

/// Throws when the context's memory contradicts the headers this addon was compiled with.
void requireLayout(bool condition, const char* evidence) {
  if (condition) return;
  throw Refusal(std::string("The context is not laid out as in node-llama-cpp ") +
                TILLER_NODE_LLAMA_CPP_VERSION + ": " + evidence + ".");
}

AddonContext* unwrap(const Napi::Object& object, const Napi::Function& addonContextClass) {
  constexpr auto otherObject = "This object is not a context of node-llama-cpp.";
  requireThat(object.InstanceOf(addonContextClass), otherObject);
  void* wrapped = nullptr;
  requireThat(napi_unwrap(object.Env(), object, &wrapped) == napi_ok && wrapped != nullptr,
              otherObject);
  auto* context = static_cast<AddonContext*>(wrapped);
  requireThat(std::string(typeid(*context).name()) == addonContextTypeName, otherObject);
  return context;
}

/// Parameters that node-llama-cpp leaves alone must hold the library's defaults.
void checkUntouched(const llama_context_params& found, const llama_context_params& defaults) {
  requireLayout(found.rope_scaling_type == defaults.rope_scaling_type, "rope_scaling_type");
  requireLayout(found.pooling_type == defaults.pooling_type, "pooling_type");
  requireLayout(found.attention_type == defaults.attention_type, "attention_type");
  requireLayout(found.rope_freq_base == defaults.rope_freq_base, "rope_freq_base");
  requireLayout(found.rope_freq_scale == defaults.rope_freq_scale, "rope_freq_scale");
  requireLayout(found.yarn_ext_factor == defaults.yarn_ext_factor, "yarn_ext_factor");
  requireLayout(found.yarn_attn_factor == defaults.yarn_attn_factor, "yarn_attn_factor");
  requireLayout(found.yarn_beta_fast == defaults.yarn_beta_fast, "yarn_beta_fast");
  requireLayout(found.yarn_beta_slow == defaults.yarn_beta_slow, "yarn_beta_slow");
  requireLayout(found.yarn_orig_ctx == defaults.yarn_orig_ctx, "yarn_orig_ctx");
  requireLayout(found.defrag_thold == defaults.defrag_thold, "defrag_thold");
  requireLayout(found.abort_callback == defaults.abort_callback, "abort_callback");
  requireLayout(found.offload_kqv == defaults.offload_kqv, "offload_kqv");
  requireLayout(found.op_offload == defaults.op_offload, "op_offload");
  requireLayout(found.samplers == nullptr && found.n_samplers == 0, "samplers");
  requireLayout(found.ctx_other == nullptr, "ctx_other");
}

}  // namespace

GuardedContext guardContext(const Napi::Object& object, const Napi::Function& addonContextClass,
                            const ExpectedParameters& expected) {
  AddonContext* context = unwrap(object, addonContextClass);
  const void* virtualTable = *reinterpret_cast<const void* const*>(context);
  auto api = std::make_shared<const LlamaApi>(virtualTable);

  const llama_context_params& parameters = context->context_params;
  requireThat(parameters.cb_eval == nullptr && parameters.cb_eval_user_data == nullptr,
              "This context has an evaluation callback already.");
  requireThat(context->ctx == nullptr && !context->contextLoaded && !context->disposed,
              "This context has been initialised already.");
  requireLayout(parameters.n_ctx == expected.contextSize, "n_ctx");
  requireLayout(parameters.n_batch == expected.batchSize, "n_batch");
  requireLayout(parameters.n_ubatch == expected.batchSize, "n_ubatch");
  requireLayout(parameters.n_seq_max == expected.sequences, "n_seq_max");
  requireLayout(!parameters.kv_unified, "kv_unified");
  checkUntouched(parameters, api->llama_context_default_params());

  requireLayout(context->model != nullptr && context->model->model != nullptr, "model");
  const llama_model* model = context->model->model;
  // Memories with a recurrent state regroup the rows of a batch by sequence, in an order that
  // cannot be told from outside.
  requireThat(expected.sequences == 1 ||
                  !(api->llama_model_is_recurrent(model) || api->llama_model_is_hybrid(model)),
              "A model with a recurrent state can be steered in one sequence at a time only.");
  return {context, std::move(api)};
}

void confirmContext(const GuardedContext& guarded, const ExpectedParameters& expected) {
  const llama_context* context = guarded.context->ctx;
  const LlamaApi& api = *guarded.api;
  requireThat(context != nullptr && guarded.context->contextLoaded,
              "This context has not been initialised.");
  requireLayout(api.llama_get_model(context) == guarded.context->model->model, "the model");
  // llama.cpp rounds the context size up.
  requireLayout(api.llama_n_ctx(context) >= expected.contextSize, "the context size");
  requireLayout(api.llama_n_seq_max(context) == expected.sequences, "the sequences");
}

GuardedContext guardInitialised(const Napi::Object& object,
                                const Napi::Function& addonContextClass) {
  AddonContext* context = unwrap(object, addonContextClass);
  const void* virtualTable = *reinterpret_cast<const void* const*>(context);
  auto api = std::make_shared<const LlamaApi>(virtualTable);
  requireThat(context->ctx != nullptr && context->contextLoaded && !context->disposed,
              "This context has not been initialised, or has been disposed.");
  requireLayout(context->model != nullptr && context->model->model != nullptr, "model");
  requireLayout(api->llama_get_model(context->ctx) == context->model->model, "the model");
  return {context, std::move(api)};
}
