#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "llama_api.h"
#include "steering_table.h"

/// An object of ggml's and the function that frees it.
template <typename T>
using Owned = std::unique_ptr<T, void (*)(T*)>;

/// Applies steering tables on one device, to tensors that lie in its memory. The tables stay there;
/// only the number of each row's variant ever travels, and only when it has changed.
///
/// All device memory is allocated at once and freed together with the backend that used it, so
/// other tables need another object. Buffers must not come and go under one backend: llvmpipe, the
/// software Vulkan driver, follows descriptors of freed buffers that no shader reads any more.
class DeviceSteering {
 public:
  /// `maxRows`: the most rows that one tensor will have.
  /// Throws std::runtime_error when the device has no memory or lacks an operation.
  DeviceSteering(std::shared_ptr<const LlamaApi> api, ggml_backend_dev_t device, int64_t maxRows,
                 std::shared_ptr<const SteeringTables> tables);

  const char* name() const { return api_->ggml_backend_dev_name(device_); }

  /// Applies the table of `layer` to `residual`, an F32 tensor [embeddingSize, rows] in this
  /// device's memory: to row i as `variantOfRow[i]` says. Returns when the device is done.
  /// Throws std::runtime_error when the device fails.
  void apply(int32_t layer, const ggml_tensor& residual, const std::vector<int32_t>& variantOfRow);

 private:
  struct OwnedGraph {
    Owned<ggml_context> context;
    ggml_cgraph* graph;
  };

  /// The operations of one layer, ready for one place in memory.
  struct CachedGraph {
    int32_t layer;
    ggml_backend_buffer_t buffer;
    void* data;
    int64_t rows;
    OwnedGraph owned;
  };

  void allocateTables(int64_t maxRows);
  void reserveWorkspace(int64_t maxRows);
  void uploadVariants(const std::vector<int32_t>& variantOfRow);
  ggml_cgraph* graphFor(int32_t layer, const ggml_tensor& residual);
  OwnedGraph buildGraph(int32_t layer, int64_t rows, const ggml_tensor* residual) const;
  Owned<ggml_context> newContext(std::size_t tensors, std::size_t graphNodes) const;

  std::shared_ptr<const LlamaApi> api_;
  std::shared_ptr<const SteeringTables> tables_;
  ggml_backend_dev_t device_;
  Owned<ggml_backend> backend_;

  /// What `context_` describes and `memory_` holds: the tables, F32 [rowLength, variants], and the
  /// variant of each row, I32 [maxRows].
  Owned<ggml_context> context_;
  Owned<ggml_backend_buffer> memory_;
  std::map<int32_t, ggml_tensor*> deviceTables_;
  ggml_tensor* variantOfRow_ = nullptr;
  std::vector<int32_t> uploaded_;

  /// Memory for intermediate results. All graphs share it, as they never run at the same time.
  Owned<ggml_gallocr> workspace_;
  std::vector<CachedGraph> graphs_;
};
