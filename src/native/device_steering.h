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

/// Applies steering tables on one device, to tensors that lie in its memory: only the number of each
/// row's variant ever travels there, and only when it has changed.
class DeviceSteering {
 public:
  /// `maxRows`: the most rows that one tensor will have.
  /// Throws std::runtime_error when the device cannot be used.
  DeviceSteering(std::shared_ptr<const LlamaApi> api, ggml_backend_dev_t device, int64_t maxRows);

  const char* name() const { return api_->ggml_backend_dev_name(device_); }

  /// Applies `table` to `residual`, an F32 tensor [embeddingSize, rows] in this device's memory:
  /// to row i as `variantOfRow[i]` says. Returns when the device is done.
  /// Throws std::runtime_error when the device fails or lacks an operation.
  void apply(int32_t layer, const LayerTable& table, const ggml_tensor& residual,
             const std::vector<int32_t>& variantOfRow);

  /// Forgets all tables, for when they change.
  void dropTables() { programs_.clear(); }

 private:
  /// The operations of one layer, made ready for one place in memory.
  struct Graph {
    ggml_backend_buffer_t buffer;
    void* data;
    int64_t rows;
    Owned<ggml_context> context;
    Owned<ggml_gallocr> allocator;
    ggml_cgraph* graph;
  };

  /// One layer's table in device memory, and the graphs that use it.
  struct Program {
    Owned<ggml_context> context;
    Owned<ggml_backend_buffer> buffer;
    ggml_tensor* table;
    std::vector<Graph> graphs;
  };

  void uploadVariants(const std::vector<int32_t>& variantOfRow);
  Program& programFor(int32_t layer, const LayerTable& table);
  ggml_cgraph* graphFor(Program& program, const LayerTable& table, const ggml_tensor& residual);
  Graph buildGraph(const Program& program, const LayerTable& table, const ggml_tensor& residual);
  Owned<ggml_context> newContext(std::size_t tensors, std::size_t graphNodes);
  Owned<ggml_backend_buffer> allocate(ggml_context* context);

  std::shared_ptr<const LlamaApi> api_;
  ggml_backend_dev_t device_;
  Owned<ggml_backend> backend_;
  Owned<ggml_context> variantContext_;
  Owned<ggml_backend_buffer> variantBuffer_;
  /// Variant of each row, I32 [maxRows], and what was uploaded last.
  ggml_tensor* variantOfRow_ = nullptr;
  std::vector<int32_t> uploaded_;
  std::map<int32_t, Program> programs_;
};
