#include "compute_threads.h"

#include <cstdint>
#include <utility>

namespace {

/// How long a thread looks out for the next graph before it sleeps, in ggml's unit of 131,072
/// looks (some milliseconds): longer than steering a layer or sampling a token takes, and short
/// enough that nothing computes when nothing is written.
constexpr uint32_t lookout = 1;

/// ggml's functions for threads are in the processor's own library, of which there are several.
template <typename Function>
Function processorFunction(const LlamaApi& api, const char* name) {
  ggml_backend_dev_t processor = api.ggml_backend_dev_by_type(GGML_BACKEND_DEVICE_TYPE_CPU);
  if (processor == nullptr) return nullptr;
  return reinterpret_cast<Function>(
      api.ggml_backend_reg_get_proc_address(api.ggml_backend_dev_backend_reg(processor), name));
}

}  // namespace

ComputeThreads::ComputeThreads(std::shared_ptr<const LlamaApi> api, llama_context* context)
    : api_(std::move(api)) {
  const int32_t count = api_->llama_n_threads(context);
  const auto create = processorFunction<ggml_threadpool_t (*)(ggml_threadpool_params*)>(
      *api_, "ggml_threadpool_new");
  free_ = processorFunction<void (*)(ggml_threadpool_t)>(*api_, "ggml_threadpool_free");
  if (count < 2 || create == nullptr || free_ == nullptr) return;
  ggml_threadpool_params parameters = api_->ggml_threadpool_params_default(count);
  parameters.poll = lookout;
  threads_ = create(&parameters);
  api_->llama_attach_threadpool(context, threads_, threads_);
}

ComputeThreads::~ComputeThreads() {
  if (threads_ != nullptr) free_(threads_);
}
