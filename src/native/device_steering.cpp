#include "device_steering.h"

#include <stdexcept>
#include <string>
#include <utility>

namespace {

/// Decoding alternates between few places and sizes (a prompt's, a token's); this is ample.
constexpr std::size_t maxGraphsPerLayer = 8;

/// Upper bound of the nodes that one operation slot takes in a graph, views included.
constexpr std::size_t nodesPerSlot = 16;

template <typename T>
Owned<T> owned(T* object, void (*release)(T*), const char* what) {
  if (object == nullptr) throw std::runtime_error(std::string("Out of memory for ") + what + ".");
  return {object, release};
}

}  // namespace

DeviceSteering::DeviceSteering(std::shared_ptr<const LlamaApi> api, ggml_backend_dev_t device,
                               int64_t maxRows)
    : api_(std::move(api)),
      device_(device),
      backend_(owned(api_->ggml_backend_dev_init(device, nullptr), api_->ggml_backend_free,
                     "steering on the device")),
      variantContext_(newContext(1, 0)),
      variantBuffer_(nullptr, api_->ggml_backend_buffer_free) {
  variantOfRow_ = api_->ggml_new_tensor_1d(variantContext_.get(), GGML_TYPE_I32, maxRows);
  variantBuffer_ = allocate(variantContext_.get());
}

void DeviceSteering::apply(int32_t layer, const LayerTable& table, const ggml_tensor& residual,
                           const std::vector<int32_t>& variantOfRow) {
  uploadVariants(variantOfRow);
  ggml_cgraph* graph = graphFor(programFor(layer, table), table, residual);
  if (api_->ggml_backend_graph_compute(backend_.get(), graph) != GGML_STATUS_SUCCESS) {
    throw std::runtime_error(std::string("Steering failed on the device ") + name() + ".");
  }
}

void DeviceSteering::uploadVariants(const std::vector<int32_t>& variantOfRow) {
  if (variantOfRow == uploaded_) return;
  if (variantOfRow.size() > static_cast<std::size_t>(variantOfRow_->ne[0])) {
    throw std::runtime_error("A batch has more rows than the context allows.");
  }
  uploaded_.clear();
  api_->ggml_backend_tensor_set(variantOfRow_, variantOfRow.data(), 0,
                                variantOfRow.size() * sizeof(int32_t));
  uploaded_ = variantOfRow;
}

DeviceSteering::Program& DeviceSteering::programFor(int32_t layer, const LayerTable& table) {
  const auto found = programs_.find(layer);
  if (found != programs_.end()) return found->second;

  auto context = newContext(1, 0);
  ggml_tensor* tensor = api_->ggml_new_tensor_2d(context.get(), GGML_TYPE_F32,
                                                 static_cast<int64_t>(table.rowLength()),
                                                 static_cast<int64_t>(table.variants()));
  auto buffer = allocate(context.get());
  api_->ggml_backend_tensor_set(tensor, table.values().data(), 0,
                                table.values().size() * sizeof(float));
  Program program{std::move(context), std::move(buffer), tensor, {}};
  return programs_.emplace(layer, std::move(program)).first->second;
}

ggml_cgraph* DeviceSteering::graphFor(Program& program, const LayerTable& table,
                                      const ggml_tensor& residual) {
  // Some backends count addresses from the start of a buffer, so the buffer is part of the key.
  for (const Graph& cached : program.graphs) {
    if (cached.buffer == residual.buffer && cached.data == residual.data &&
        cached.rows == residual.ne[1]) {
      return cached.graph;
    }
  }
  Graph built = buildGraph(program, table, residual);
  if (program.graphs.size() == maxGraphsPerLayer) program.graphs.erase(program.graphs.begin());
  program.graphs.push_back(std::move(built));
  return program.graphs.back().graph;
}

DeviceSteering::Graph DeviceSteering::buildGraph(const Program& program, const LayerTable& table,
                                                 const ggml_tensor& residual) {
  const LlamaApi& api = *api_;
  const int64_t width = residual.ne[0];
  const int64_t rows = residual.ne[1];
  const std::size_t maxNodes = 8 + nodesPerSlot * table.slots();
  auto owner = newContext(maxNodes, maxNodes);
  ggml_context* context = owner.get();

  // A leaf of our own over the tensor's memory: the tensor itself would draw the model's whole graph
  // in through its sources.
  ggml_tensor* x = api.ggml_new_tensor_2d(context, GGML_TYPE_F32, width, rows);
  api.ggml_backend_tensor_alloc(residual.buffer, x, residual.data);

  ggml_tensor* variants = api.ggml_view_1d(context, variantOfRow_, rows, 0);
  ggml_tensor* operations = api.ggml_get_rows(context, program.table, variants);
  const auto part = [&](std::size_t slot, std::size_t offset, int64_t length) {
    const std::size_t begin = (slot * table.slotLength() + offset) * sizeof(float);
    return api.ggml_view_2d(context, operations, length, rows, operations->nb[1], begin);
  };
  for (std::size_t slot = 0; slot < table.slots(); ++slot) {
    ggml_tensor* direction = part(slot, 0, width);
    ggml_tensor* value = part(slot, table.embeddingSize(), 1);
    ggml_tensor* gain = part(slot, table.embeddingSize() + 1, 1);
    ggml_tensor* oneSided = part(slot, table.embeddingSize() + 2, 1);

    // Not a matrix product: backends may compute those in reduced precision.
    ggml_tensor* projection = api.ggml_sum_rows(context, api.ggml_mul(context, x, direction));
    ggml_tensor* pull = api.ggml_mul(context, projection, gain);
    ggml_tensor* coefficient = api.ggml_sub(context, value, pull);
    if (table.anyOneSided()) {
      // max(0, c) = c + relu(-c), wanted only in the rows whose operation is one-sided.
      ggml_tensor* shortfall = api.ggml_relu(context, api.ggml_neg(context, coefficient));
      coefficient = api.ggml_add(context, coefficient, api.ggml_mul(context, shortfall, oneSided));
    }
    x = api.ggml_add_inplace(context, x, api.ggml_mul(context, direction, coefficient));
  }

  ggml_cgraph* graph = api.ggml_new_graph_custom(context, maxNodes, false);
  api.ggml_build_forward_expand(graph, x);
  for (int i = 0; i < api.ggml_graph_n_nodes(graph); ++i) {
    if (!api.ggml_backend_supports_op(backend_.get(), api.ggml_graph_node(graph, i))) {
      throw std::runtime_error(std::string("The device ") + name() +
                               " lacks an operation that steering needs.");
    }
  }
  auto allocator = owned(
      api.ggml_gallocr_new(api.ggml_backend_get_default_buffer_type(backend_.get())),
      api.ggml_gallocr_free, "steering on the device");
  if (!api.ggml_gallocr_alloc_graph(allocator.get(), graph)) {
    throw std::runtime_error(std::string("Out of memory for steering on the device ") + name() +
                             ".");
  }
  return {residual.buffer, residual.data, rows, std::move(owner), std::move(allocator), graph};
}

/// A context that holds the descriptions of tensors and a graph, but none of their data.
Owned<ggml_context> DeviceSteering::newContext(std::size_t tensors, std::size_t graphNodes) {
  std::size_t size = tensors * api_->ggml_tensor_overhead();
  if (graphNodes > 0) size += api_->ggml_graph_overhead_custom(graphNodes, false);
  return owned(api_->ggml_init({size, nullptr, true}), api_->ggml_free, "steering");
}

/// Device memory for all tensors of `context`.
Owned<ggml_backend_buffer> DeviceSteering::allocate(ggml_context* context) {
  return owned(api_->ggml_backend_alloc_ctx_tensors_from_buft(
                   context, api_->ggml_backend_get_default_buffer_type(backend_.get())),
               api_->ggml_backend_buffer_free, "steering on the device");
}
