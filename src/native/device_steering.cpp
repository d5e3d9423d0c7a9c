#include "device_steering.h"

#include <stdexcept>
#include <string>
#include <utility>

namespace {

/// A graph takes a few kilobytes of host memory. Prompts of many lengths make many of them.
constexpr std::size_t maxGraphs = 256;

/// Upper bound of the nodes that one operation slot takes in a graph, views included.
constexpr std::size_t nodesPerSlot = 32;

template <typename T>
Owned<T> owned(T* object, void (*release)(T*)) {
  if (object == nullptr) throw std::runtime_error("There is no memory left for steering.");
  return {object, release};
}

}  // namespace

DeviceSteering::DeviceSteering(std::shared_ptr<const LlamaApi> api, ggml_backend_dev_t device,
                               int64_t maxRows, std::shared_ptr<const SteeringTables> tables)
    : api_(std::move(api)),
      tables_(std::move(tables)),
      device_(device),
      backend_(owned(api_->ggml_backend_dev_init(device, nullptr), api_->ggml_backend_free)),
      context_(newContext(tables_->layers().size() + 1, 0)),
      memory_(nullptr, api_->ggml_backend_buffer_free),
      workspace_(owned(api_->ggml_gallocr_new(
                           api_->ggml_backend_get_default_buffer_type(backend_.get())),
                       api_->ggml_gallocr_free)) {
  allocateTables(maxRows);
  reserveWorkspace(maxRows);
}

void DeviceSteering::apply(int32_t layer, const ggml_tensor& residual,
                           const std::vector<int32_t>& variantOfRow) {
  uploadVariants(variantOfRow);
  ggml_cgraph* graph = graphFor(layer, residual);
  if (api_->ggml_backend_graph_compute(backend_.get(), graph) != GGML_STATUS_SUCCESS) {
    throw std::runtime_error(std::string("Steering failed on the device ") + name() + ".");
  }
}

void DeviceSteering::allocateTables(int64_t maxRows) {
  variantOfRow_ = api_->ggml_new_tensor_1d(context_.get(), GGML_TYPE_I32, maxRows);
  for (const auto& [layer, table] : tables_->layers()) {
    deviceTables_[layer] = api_->ggml_new_tensor_2d(context_.get(), GGML_TYPE_F32,
                                                    static_cast<int64_t>(table.rowLength()),
                                                    static_cast<int64_t>(table.variants()));
  }
  memory_ = owned(api_->ggml_backend_alloc_ctx_tensors_from_buft(
                      context_.get(), api_->ggml_backend_get_default_buffer_type(backend_.get())),
                  api_->ggml_backend_buffer_free);
  for (const auto& [layer, table] : tables_->layers()) {
    const auto& values = table.values();
    api_->ggml_backend_tensor_set(deviceTables_[layer], values.data(), 0,
                                  values.size() * sizeof(float));
  }
}

/// Makes the workspace large enough for every graph, so that it never moves.
void DeviceSteering::reserveWorkspace(int64_t maxRows) {
  for (const auto& [layer, table] : tables_->layers()) {
    const OwnedGraph model = buildGraph(layer, maxRows, nullptr);
    for (int i = 0; i < api_->ggml_graph_n_nodes(model.graph); ++i) {
      if (!api_->ggml_backend_supports_op(backend_.get(),
                                          api_->ggml_graph_node(model.graph, i))) {
        throw std::runtime_error(std::string("The device ") + name() +
                                 " lacks an operation that steering needs.");
      }
    }
    // What is reserved for one layer stays so for the next, unless that needs more.
    if (!api_->ggml_gallocr_reserve(workspace_.get(), model.graph)) {
      throw std::runtime_error(std::string("The device ") + name() +
                               " has no memory left for steering.");
    }
  }
}

void DeviceSteering::uploadVariants(const std::vector<int32_t>& variantOfRow) {
  if (variantOfRow == uploaded_) return;
  if (variantOfRow.size() > static_cast<std::size_t>(variantOfRow_->ne[0])) {
    throw std::runtime_error("A batch has more rows than its context allows.");
  }
  api_->ggml_backend_tensor_set(variantOfRow_, variantOfRow.data(), 0,
                                variantOfRow.size() * sizeof(int32_t));
  uploaded_ = variantOfRow;
}

ggml_cgraph* DeviceSteering::graphFor(int32_t layer, const ggml_tensor& residual) {
  // Some backends count addresses from the start of a buffer, so the buffer is part of the key.
  for (const CachedGraph& cached : graphs_) {
    if (cached.layer == layer && cached.buffer == residual.buffer &&
        cached.data == residual.data && cached.rows == residual.ne[1]) {
      return cached.owned.graph;
    }
  }
  OwnedGraph built = buildGraph(layer, residual.ne[1], &residual);
  if (!api_->ggml_gallocr_alloc_graph(workspace_.get(), built.graph)) {
    throw std::runtime_error(std::string("The device ") + name() +
                             " has no memory left for steering.");
  }
  if (graphs_.size() == maxGraphs) graphs_.erase(graphs_.begin());
  graphs_.push_back(
      {layer, residual.buffer, residual.data, residual.ne[1], std::move(built)});
  return graphs_.back().owned.graph;
}

/// The operations of one layer as a graph over `residual`, or over a tensor without memory.
DeviceSteering::OwnedGraph DeviceSteering::buildGraph(int32_t layer, int64_t rows,
                                                      const ggml_tensor* residual) const {
  const LlamaApi& api = *api_;
  const LayerTable& table = *tables_->find(layer);
  const auto width = static_cast<int64_t>(table.embeddingSize());
  const std::size_t maxNodes = 8 + nodesPerSlot * table.slots();
  auto owner = newContext(maxNodes, maxNodes);
  ggml_context* context = owner.get();

  // A leaf of our own over the tensor's memory: the tensor itself would draw the model's whole
  // graph in through its sources.
  ggml_tensor* x = api.ggml_new_tensor_2d(context, GGML_TYPE_F32, width, rows);
  if (residual != nullptr) {
    api.ggml_backend_tensor_alloc(residual->buffer, x, residual->data);
  }

  ggml_tensor* variants = api.ggml_view_1d(context, variantOfRow_, rows, 0);
  ggml_tensor* operations = api.ggml_get_rows(context, deviceTables_.at(layer), variants);
  const auto part = [&](std::size_t slot, std::size_t offset, int64_t length) {
    const std::size_t begin = (slot * table.slotLength() + offset) * sizeof(float);
    return api.ggml_view_2d(context, operations, length, rows, operations->nb[1], begin);
  };
  for (std::size_t slot = 0; slot < table.slots(); ++slot) {
    ggml_tensor* direction = part(slot, 0, width);
    ggml_tensor* value = part(slot, table.embeddingSize(), 1);
    ggml_tensor* gain = part(slot, table.embeddingSize() + 1, 1);
    ggml_tensor* oneSided = part(slot, table.embeddingSize() + 2, 1);
    ggml_tensor* capped = part(slot, table.embeddingSize() + 3, 1);
    ggml_tensor* cap = part(slot, table.embeddingSize() + 4, 1);

    // Not a matrix product: backends may compute those in reduced precision.
    ggml_tensor* projection = api.ggml_sum_rows(context, api.ggml_mul(context, x, direction));
    ggml_tensor* pull = api.ggml_mul(context, projection, gain);
    ggml_tensor* coefficient = api.ggml_sub(context, value, pull);
    if (table.anyOneSided()) {
      // max(0, c) = c + relu(-c), wanted only in the rows whose operation is one-sided.
      ggml_tensor* shortfall = api.ggml_relu(context, api.ggml_neg(context, coefficient));
      coefficient = api.ggml_add(context, coefficient, api.ggml_mul(context, shortfall, oneSided));
    }
    if (table.anyCapped()) {
      // c - relu(c - limit) + relu(-c - limit), wanted only in the rows whose operation is capped.
      ggml_tensor* square = api.ggml_sum_rows(context, api.ggml_sqr(context, x));
      ggml_tensor* limit = api.ggml_mul(context, api.ggml_sqrt(context, square), cap);
      ggml_tensor* above = api.ggml_relu(context, api.ggml_sub(context, coefficient, limit));
      ggml_tensor* below = api.ggml_relu(
          context, api.ggml_neg(context, api.ggml_add(context, coefficient, limit)));
      ggml_tensor* excess = api.ggml_sub(context, above, below);
      coefficient = api.ggml_sub(context, coefficient, api.ggml_mul(context, excess, capped));
    }
    x = api.ggml_add_inplace(context, x, api.ggml_mul(context, direction, coefficient));
  }
  ggml_cgraph* graph = api.ggml_new_graph_custom(context, maxNodes, false);
  api.ggml_build_forward_expand(graph, x);
  return {std::move(owner), graph};
}

/// A context that describes tensors and a graph, and holds none of their data.
Owned<ggml_context> DeviceSteering::newContext(std::size_t tensors, std::size_t graphNodes) const {
  std::size_t size = tensors * api_->ggml_tensor_overhead();
  if (graphNodes > 0) size += api_->ggml_graph_overhead_custom(graphNodes, false);
  return owned(api_->ggml_init({size, nullptr, true}), api_->ggml_free);
}
