#pragma once

#include <AddonModel.h>

#include <AddonContext.h>

#include <cstdint>
#include <memory>
#include <stdexcept>

#include "llama_api.h"

/// Why a context cannot be steered; `what()` is a sentence to show to people.
class Refusal : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What node-llama-cpp was asked for when it made the context.
struct ExpectedParameters {
  uint32_t contextSize;
  uint32_t batchSize;
  uint32_t sequences;
};

/// node-llama-cpp's context behind a JavaScript object, and the functions of its libraries.
struct GuardedContext {
  AddonContext* context;
  std::shared_ptr<const LlamaApi> api;
};

/// Unwraps an AddonContext that is not initialised yet, after checking everything that would show
/// that memory is not laid out as the headers say: the class, the parameters that were asked for,
/// and those nobody touched. Nothing is changed. Throws Refusal.
GuardedContext guardContext(const Napi::Object& object, const Napi::Function& addonContextClass,
                            const ExpectedParameters& expected);

/// Checks after initialisation that llama.cpp's own context agrees. Throws Refusal.
void confirmContext(const GuardedContext& guarded, const ExpectedParameters& expected);

/// Unwraps an AddonContext that is initialised, and checks the same of it. Throws Refusal.
GuardedContext guardInitialised(const Napi::Object& object, const Napi::Function& addonContextClass);
