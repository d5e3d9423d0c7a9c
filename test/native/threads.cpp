/// The steering hook between two threads, as in the engine: one decodes, the other - JavaScript's -
/// changes variants, captures, asks, releases and ends. Built with ThreadSanitizer by
/// `npm run test:tsan`, together with the addon's own sources and without node: node waits with atomics
/// that the sanitizer does not see.
///
///     threads MODEL.gguf FOLDER-OF-LLAMA-LIBRARIES
#include <dlfcn.h>

#include <atomic>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <new>
#include <optional>
#include <thread>
#include <vector>

#include "residual_stream_hook.h"

namespace {

constexpr uint32_t contextSize = 256;
constexpr uint32_t sequences = 2;
constexpr int contexts = 12;
constexpr int tokens = 100;

[[noreturn]] void fail(const char* what) {
  std::fprintf(stderr, "%s\n", what);
  std::exit(2);
}

/// node-llama-cpp's object, of which the hook uses some members and no function: memory of its shape.
class FakeContext {
 public:
  explicit FakeContext(llama_model* model) {
    model_.get()->model = model;
    context_.get()->model = model_.get();
    context_.get()->context_params = llama_context_default_params();
    llama_context_params& parameters = context_.get()->context_params;
    parameters.n_ctx = contextSize;
    parameters.n_batch = parameters.n_ubatch = 64;
    parameters.n_seq_max = sequences;
    parameters.n_threads = parameters.n_threads_batch = 2;
  }

  AddonContext* operator->() { return context_.get(); }
  AddonContext* get() { return context_.get(); }

 private:
  template <typename T>
  class Storage {
   public:
    T* get() { return reinterpret_cast<T*>(bytes_); }

   private:
    alignas(T) unsigned char bytes_[sizeof(T)] = {};
  };

  Storage<AddonModel> model_;
  Storage<AddonContext> context_;
};

/// One token of each sequence, again and again.
void decode(FakeContext& context) {
  llama_memory_clear(llama_get_memory(context->ctx), true);
  for (int position = 0; position < tokens; ++position) {
    llama_batch batch = llama_batch_init(sequences, 0, 1);
    for (uint32_t sequence = 0; sequence < sequences; ++sequence) {
      batch.token[sequence] = 65 + position % 26;
      batch.pos[sequence] = position;
      batch.n_seq_id[sequence] = 1;
      batch.seq_id[sequence][0] = static_cast<llama_seq_id>(sequence);
      batch.logits[sequence] = 1;
    }
    batch.n_tokens = sequences;
    context->batch = batch;
    if (llama_decode(context->ctx, batch) != 0) fail("A batch could not be decoded.");
    llama_batch_free(batch);
  }
}

Variant variantAt(int32_t layer, int32_t width, float value) {
  std::vector<float> direction(static_cast<std::size_t>(width),
                               1 / std::sqrt(static_cast<float>(width)));
  return {{layer, std::move(direction), value, 1, false, INFINITY}};
}

/// What JavaScript does while decodes are under way.
void change(ResidualStreamHook& hook, const std::atomic<bool>& decoding) {
  for (int i = 0; decoding.load(std::memory_order_relaxed); ++i) {
    hook.setVariants({variantAt(i % hook.layers(), hook.embeddingSize(), 1),
                      variantAt((i + 1) % hook.layers(), hook.embeddingSize(), 2)});
    hook.assign(0, 1);
    hook.assign(1, i % 3);
    hook.startCapture({{i % hook.layers()}, i % 2 == 0});
    if (hook.problem()) fail(hook.problem()->c_str());
    static_cast<void>(hook.deviceName());
    static_cast<void>(hook.finishCapture());
  }
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) fail("usage: threads MODEL.gguf FOLDER");
  ggml_backend_load_all_from_path(arguments[2]);
  llama_log_set([](ggml_log_level, const char*, void*) {}, nullptr);
  llama_model* model = llama_model_load_from_file(arguments[1], llama_model_default_params());
  if (model == nullptr) fail("The model could not be loaded.");
  const auto api = std::make_shared<const LlamaApi>(dlsym(RTLD_DEFAULT, "llama_decode"));
  const ExpectedParameters expected{contextSize, 64, sequences};

  for (int i = 0; i < contexts; ++i) {
    FakeContext context(model);
    auto hook = std::make_shared<ResidualStreamHook>(GuardedContext{context.get(), api}, expected);
    hook->install();
    context->ctx = llama_init_from_model(model, context->context_params);
    if (context->ctx == nullptr) fail("The context could not be made.");
    context->contextLoaded = true;
    hook->confirm();
    // Released in the middle of decoding, or after it.
    const bool early = i % 2 == 0;
    std::atomic<bool> decoding = true;
    std::thread decoder([&] {
      decode(context);
      // Tells nothing else, so that no order comes of it.
      decoding.store(false, std::memory_order_relaxed);
      if (early) decode(context);
    });
    change(*hook, decoding);
    if (early) hook->release();
    decoder.join();
    hook->release();
    // The two ends in both orders.
    if (i % 3 == 0) hook->detach();
    llama_free(context->ctx);
    hook->endThreads();
    if (i % 3 != 0) hook->detach();
  }
  llama_model_free(model);
  std::puts("No race was seen.");
  return 0;
}
