/// The addon's interface to JavaScript; `src/engine/hook/native-addon.ts` describes it.
#include <napi.h>

#include <cmath>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "context_guard.h"
#include "residual_stream_hook.h"
#include "token_sampler.h"

namespace {

uint32_t unsignedMember(const Napi::Object& object, const char* name) {
  return object.Get(name).As<Napi::Number>().Uint32Value();
}

float finiteMember(const Napi::Object& object, const char* name) {
  const float value = object.Get(name).As<Napi::Number>().FloatValue();
  if (!std::isfinite(value)) {
    throw Napi::RangeError::New(object.Env(),
                                std::string("The ") + name + " is not finite.");
  }
  return value;
}

/// The cap of an operation; infinite if it has none.
float capMember(const Napi::Object& object) {
  const Napi::Value value = object.Get("cap");
  if (value.IsUndefined()) return std::numeric_limits<float>::infinity();
  const float cap = value.As<Napi::Number>().FloatValue();
  if (!(cap >= 0)) {
    throw Napi::RangeError::New(object.Env(), "The cap of an operation is not at least 0.");
  }
  return cap;
}

Napi::Value optionalString(const Napi::Env& env, const std::optional<std::string>& text) {
  return text ? Napi::Value(Napi::String::New(env, *text)) : env.Undefined();
}

template <typename TypedArray, typename T>
TypedArray copied(const Napi::Env& env, const std::vector<T>& values) {
  auto array = TypedArray::New(env, values.size());
  std::copy(values.begin(), values.end(), array.Data());
  return array;
}

class Hook : public Napi::ObjectWrap<Hook> {
 public:
  static Napi::Function define(const Napi::Env& env) {
    return DefineClass(env, "ResidualStreamHook",
                       {InstanceMethod<&Hook::confirm>("confirm"),
                        InstanceMethod<&Hook::setVariants>("setVariants"),
                        InstanceMethod<&Hook::assign>("assign"),
                        InstanceMethod<&Hook::startCapture>("startCapture"),
                        InstanceMethod<&Hook::finishCapture>("finishCapture"),
                        InstanceMethod<&Hook::release>("release"),
                        InstanceMethod<&Hook::endThreads>("endThreads"),
                        InstanceAccessor<&Hook::layerCount>("layerCount"),
                        InstanceAccessor<&Hook::embeddingSize>("embeddingSize"),
                        InstanceAccessor<&Hook::problem>("problem"),
                        InstanceAccessor<&Hook::deviceName>("deviceName")});
  }

  explicit Hook(const Napi::CallbackInfo& info) : ObjectWrap(info) {
    auto object = info[0].As<Napi::Object>();
    const auto addonContextClass = info[1].As<Napi::Function>();
    const auto options = info[2].As<Napi::Object>();
    const ExpectedParameters expected{unsignedMember(options, "contextSize"),
                                      unsignedMember(options, "batchSize"),
                                      unsignedMember(options, "sequences")};
    try {
      hook_ = std::make_shared<ResidualStreamHook>(
          guardContext(object, addonContextClass, expected), expected);
    } catch (const std::runtime_error& refusal) {
      throw Napi::Error::New(info.Env(), refusal.what());
    }
    // The context holds the hook as well, because llama.cpp calls it as long as the context lives,
    // whatever becomes of this object.
    using Holder = std::shared_ptr<ResidualStreamHook>;
    auto holder = std::make_unique<Holder>(hook_);
    object.AddFinalizer(
        [](Napi::Env, Holder* held) {
          (*held)->detach();
          delete held;
        },
        holder.get());
    holder.release();
    hook_->install();
  }

 private:
  void confirm(const Napi::CallbackInfo& info) {
    try {
      hook_->confirm();
    } catch (const Refusal& refusal) {
      throw Napi::Error::New(info.Env(), refusal.what());
    }
  }

  void setVariants(const Napi::CallbackInfo& info) {
    const auto list = info[0].As<Napi::Array>();
    std::vector<Variant> variants;
    for (uint32_t i = 0; i < list.Length(); ++i) {
      const auto operations = list.Get(i).As<Napi::Array>();
      Variant& variant = variants.emplace_back();
      for (uint32_t j = 0; j < operations.Length(); ++j) {
        variant.push_back(operation(operations.Get(j).As<Napi::Object>()));
      }
    }
    hook_->setVariants(std::move(variants));
  }

  RowOperation operation(const Napi::Object& object) const {
    const int32_t layer = checkedLayer(object.Get("layer"));
    const Napi::Value array = object.Get("direction");
    if (!array.IsTypedArray() ||
        array.As<Napi::TypedArray>().TypedArrayType() != napi_float32_array) {
      throw Napi::TypeError::New(object.Env(), "A direction must be a Float32Array.");
    }
    const auto direction = array.As<Napi::Float32Array>();
    if (direction.ElementLength() != static_cast<std::size_t>(hook_->embeddingSize())) {
      throw Napi::RangeError::New(
          object.Env(), "A direction has " + std::to_string(direction.ElementLength()) +
                            " numbers, but the model's embedding size is " +
                            std::to_string(hook_->embeddingSize()) + ".");
    }
    const float* begin = direction.Data();
    std::vector<float> values(begin, begin + direction.ElementLength());
    for (const float value : values) {
      if (!std::isfinite(value)) {
        throw Napi::RangeError::New(object.Env(), "A direction has a number that is not finite.");
      }
    }
    return {layer, std::move(values), finiteMember(object, "value"), finiteMember(object, "gain"),
            object.Get("oneSided").ToBoolean(), capMember(object)};
  }

  int32_t checkedLayer(const Napi::Value& value) const {
    const double layer = value.As<Napi::Number>().DoubleValue();
    if (!(layer >= 0 && layer < hook_->layers()) || layer != std::floor(layer)) {
      throw Napi::RangeError::New(value.Env(), "There is no layer " + value.ToString().Utf8Value() +
                                                   ", only 0 to " +
                                                   std::to_string(hook_->layers() - 1) + ".");
    }
    return static_cast<int32_t>(layer);
  }

  void assign(const Napi::CallbackInfo& info) {
    const double sequence = info[0].As<Napi::Number>().DoubleValue();
    const double variant = info[1].As<Napi::Number>().DoubleValue();
    if (!(sequence >= 0 && sequence < hook_->sequences())) {
      throw Napi::RangeError::New(info.Env(), "The context has no such sequence.");
    }
    if (!(variant >= 0 && variant < static_cast<double>(hook_->variants()))) {
      throw Napi::RangeError::New(info.Env(), "There is no variant " +
                                                  info[1].ToString().Utf8Value() + ".");
    }
    hook_->assign(static_cast<std::size_t>(sequence), static_cast<int32_t>(variant));
  }

  void startCapture(const Napi::CallbackInfo& info) {
    const auto layers = info[0].As<Napi::Array>();
    CaptureRequest request;
    for (uint32_t i = 0; i < layers.Length(); ++i) {
      request.layers.insert(checkedLayer(layers.Get(i)));
    }
    request.outputRowsOnly = info[1].ToBoolean();
    hook_->startCapture(std::move(request));
  }

  Napi::Value finishCapture(const Napi::CallbackInfo& info) {
    const CapturedRows captured = hook_->finishCapture();
    auto result = Napi::Object::New(info.Env());
    result.Set("origins", copied<Napi::Int32Array>(info.Env(), captured.origins));
    result.Set("values", copied<Napi::Float32Array>(info.Env(), captured.values));
    return result;
  }

  void release(const Napi::CallbackInfo&) { hook_->release(); }

  void endThreads(const Napi::CallbackInfo&) { hook_->endThreads(); }

  Napi::Value layerCount(const Napi::CallbackInfo& info) {
    return Napi::Number::New(info.Env(), hook_->layers());
  }
  Napi::Value embeddingSize(const Napi::CallbackInfo& info) {
    return Napi::Number::New(info.Env(), hook_->embeddingSize());
  }
  Napi::Value problem(const Napi::CallbackInfo& info) {
    return optionalString(info.Env(), hook_->problem());
  }
  Napi::Value deviceName(const Napi::CallbackInfo& info) {
    return optionalString(info.Env(), hook_->deviceName());
  }

  std::shared_ptr<ResidualStreamHook> hook_;
};

/// Reads the logits that node-llama-cpp's last decode left in its context.
class Sampler : public Napi::ObjectWrap<Sampler> {
 public:
  static Napi::Function define(const Napi::Env& env) {
    return DefineClass(env, "TokenSampler",
                       {InstanceMethod<&Sampler::sample>("sample"),
                        InstanceMethod<&Sampler::likeliest>("likeliest")});
  }

  explicit Sampler(const Napi::CallbackInfo& info) : ObjectWrap(info) {
    const auto object = info[0].As<Napi::Object>();
    try {
      guarded_ = guardInitialised(object, info[1].As<Napi::Function>());
      const llama_model* model = guarded_.api->llama_get_model(guarded_.context->ctx);
      vocabulary_ = guarded_.api->llama_model_get_vocab(model);
      const TokenSampler* alike =
          info[3].IsUndefined() ? nullptr : Unwrap(info[3].As<Napi::Object>())->sampler_.get();
      sampler_ = std::make_unique<TokenSampler>(guarded_.api, vocabulary_,
                                                settingsIn(info[2].As<Napi::Object>()), alike);
    } catch (const std::runtime_error& refusal) {
      throw Napi::Error::New(info.Env(), refusal.what());
    }
    // node-llama-cpp's object must outlive this one.
    context_ = Napi::Persistent(object);
  }

 private:
  static SamplerSettings settingsIn(const Napi::Object& object) {
    const auto whole = [&object](const char* name) {
      return object.Get(name).As<Napi::Number>().Int32Value();
    };
    std::vector<std::string> breakers;
    const auto list = object.Get("drySequenceBreakers").As<Napi::Array>();
    for (uint32_t i = 0; i < list.Length(); ++i) {
      breakers.push_back(list.Get(i).As<Napi::String>().Utf8Value());
    }
    return {finiteMember(object, "temperature"),
            whole("topK"),
            finiteMember(object, "topP"),
            finiteMember(object, "minP"),
            finiteMember(object, "repeatPenalty"),
            whole("repeatLastN"),
            finiteMember(object, "dryMultiplier"),
            finiteMember(object, "dryBase"),
            whole("dryAllowedLength"),
            whole("dryLastN"),
            std::move(breakers),
            unsignedMember(object, "seed")};
  }

  Napi::Value sample(const Napi::CallbackInfo& info) {
    const float* logits = logitsAt(info[0]);
    const auto history = info[1].As<Napi::Int32Array>();
    try {
      return Napi::Number::New(
          info.Env(), sampler_->sample(logits, history.Data(), history.ElementLength()));
    } catch (const std::runtime_error& failure) {
      throw Napi::Error::New(info.Env(), failure.what());
    }
  }

  Napi::Value likeliest(const Napi::CallbackInfo& info) {
    const float* logits = logitsAt(info[0]);
    const auto count = static_cast<std::size_t>(guarded_.api->llama_vocab_n_tokens(vocabulary_));
    const Napi::Value most = info[1];
    return copied<Napi::Int32Array>(
        info.Env(),
        likeliestTokens(logits, count,
                        most.IsUndefined() ? count : most.As<Napi::Number>().Uint32Value()));
  }

  /// @param index of a token in the batch that was decoded last
  const float* logitsAt(const Napi::Value& index) const {
    llama_context* context = guarded_.context->ctx;
    if (context == nullptr || guarded_.context->disposed) {
      throw Napi::Error::New(index.Env(), "This context has been disposed.");
    }
    const float* logits =
        guarded_.api->llama_get_logits_ith(context, index.As<Napi::Number>().Int32Value());
    if (logits == nullptr) {
      throw Napi::Error::New(index.Env(), "The batch has no logits for this token.");
    }
    return logits;
  }

  GuardedContext guarded_{};
  Napi::ObjectReference context_;
  const llama_vocab* vocabulary_ = nullptr;
  std::unique_ptr<TokenSampler> sampler_;
};

Napi::Object initialise(Napi::Env env, Napi::Object exports) {
  exports.Set("nodeLlamaCppVersion", TILLER_NODE_LLAMA_CPP_VERSION);
  exports.Set("llamaCppRelease", TILLER_LLAMA_CPP_TAG);
  exports.Set("ResidualStreamHook", Hook::define(env));
  exports.Set("TokenSampler", Sampler::define(env));
  return exports;
}

}  // namespace

NODE_API_MODULE(tiller_steering, initialise)
