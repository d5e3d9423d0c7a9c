#pragma once

#include <memory>

#include "llama_api.h"

/// The threads that compute a context on the processor, kept between graphs.
///
/// Left alone, ggml starts and ends its threads with every graph. A steered layer ends one graph and
/// begins another, so that steering three layers would start four times as many threads; where they
/// are placed on a busy core, each start costs a slice of the scheduler's time.
class ComputeThreads {
 public:
  /// Gives the context threads of its own, as many as it computes with; nothing changes where that
  /// is one, or where ggml offers none. They must outlive all that the context computes.
  ComputeThreads(std::shared_ptr<const LlamaApi> api, llama_context* context);
  ~ComputeThreads();
  ComputeThreads(const ComputeThreads&) = delete;
  ComputeThreads& operator=(const ComputeThreads&) = delete;

 private:
  std::shared_ptr<const LlamaApi> api_;
  ggml_threadpool_t threads_ = nullptr;
  void (*free_)(ggml_threadpool_t) = nullptr;
};
