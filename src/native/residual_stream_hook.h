#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "compute_threads.h"
#include "context_guard.h"
#include "device_steering.h"
#include "steering_table.h"

/// Rows of the residual stream, in the order in which they were computed.
struct CapturedRows {
  /// Layer, sequence and position of each row, three numbers per row.
  std::vector<int32_t> origins;
  /// The rows themselves, embeddingSize numbers each.
  std::vector<float> values;
};

/// Which rows to capture.
struct CaptureRequest {
  std::set<int32_t> layers;
  /// Only the rows whose logits were requested.
  bool outputRowsOnly = false;
};

/// Steers and captures the residual stream of one context, as llama.cpp's evaluation callback.
///
/// llama.cpp names the residual stream after block N `l_out-N`. The scheduler asks before computing
/// each node whether it is wanted and, if so, calls again when its data are there, on whichever
/// thread decodes; all other methods are called on JavaScript's thread. What they set takes effect
/// together, when the next graph begins: a decode never sees half a change.
class ResidualStreamHook {
 public:
  ResidualStreamHook(GuardedContext guarded, const ExpectedParameters& expected);
  ResidualStreamHook(const ResidualStreamHook&) = delete;
  ResidualStreamHook& operator=(const ResidualStreamHook&) = delete;

  /// Installs the callback in the parameters of the context, which must not be initialised yet. The
  /// hook must then live until `detach` or the end of the context.
  void install();

  /// Throws Refusal when the initialised context is not the one that was guarded; else lets it
  /// compute on threads of its own.
  void confirm();

  int32_t layers() const { return layers_; }
  int32_t embeddingSize() const { return embeddingSize_; }
  uint32_t sequences() const { return expected_.sequences; }

  /// Replaces all variants (`variants[i]` becomes i + 1) and returns every sequence to variant 0.
  void setVariants(std::vector<Variant> variants);
  std::size_t variants() const { return next_.tables->variants(); }
  void assign(std::size_t sequence, int32_t variant);

  void startCapture(CaptureRequest request);
  CapturedRows finishCapture();

  /// Why steering or capturing last failed, as a sentence.
  std::optional<std::string> problem() const;
  /// The device on which steering last ran.
  std::optional<std::string> deviceName() const;

  /// Stops steering for good and frees the device's memory, with no decode needed to notice.
  void release();
  /// Ends the threads; only when the context computes nothing any more.
  void endThreads();
  /// Like `release`, and never touches the context again, which is about to be freed.
  void detach();

 private:
  struct Settings {
    std::shared_ptr<const SteeringTables> tables = std::make_shared<const SteeringTables>();
    std::vector<int32_t> variantOfSequence;
    CaptureRequest capture;
  };

  static bool evaluate(ggml_tensor* tensor, bool ask, void* self);
  bool wants(const ggml_tensor& tensor, int32_t layer);
  void process(ggml_tensor& tensor, int32_t layer);
  void beginGraph(const ggml_tensor& first);
  void steer(const LayerTable& table, ggml_tensor& tensor, int32_t layer,
             const std::vector<int32_t>& tokens);
  void capture(const ggml_tensor& tensor, int32_t layer, const std::vector<int32_t>& tokens);
  std::vector<int32_t> tokensOfRows(const ggml_tensor& tensor, int32_t layer) const;
  DeviceSteering& deviceOf(const ggml_tensor& tensor);

  GuardedContext guarded_;
  const ExpectedParameters expected_;
  const int32_t layers_;
  const int32_t embeddingSize_;

  /// Guards everything below.
  mutable std::mutex mutex_;
  Settings next_;
  bool changed_ = false;
  Settings current_;
  /// Layers at which some sequence is steered now.
  std::set<int32_t> steeredLayers_;
  /// The layer the scheduler asked for last, -1 before the first: layers ascend within a graph.
  int32_t lastLayer_ = -1;
  /// Rows of the residual stream at the beginning of the graph.
  int64_t graphRows_ = 0;
  CapturedRows captured_;
  std::map<ggml_backend_dev_t, DeviceSteering> devices_;
  std::optional<std::string> problem_;
  std::optional<std::string> deviceName_;
  std::optional<ComputeThreads> threads_;
};
