#include "residual_stream_hook.h"

#include <charconv>
#include <cstring>
#include <exception>
#include <stdexcept>
#include <utility>

namespace {

constexpr char residualPrefix[] = "l_out-";
constexpr std::size_t residualPrefixLength = sizeof(residualPrefix) - 1;

/// The layer whose residual stream `tensor` is; -1 for all other tensors, such as views of it.
int32_t layerOf(const ggml_tensor& tensor) {
  if (std::strncmp(tensor.name, residualPrefix, residualPrefixLength) != 0) return -1;
  const char* begin = tensor.name + residualPrefixLength;
  const char* end = begin + std::strlen(begin);
  int32_t layer = -1;
  const auto parsed = std::from_chars(begin, end, layer);
  return parsed.ec == std::errc() && parsed.ptr == end ? layer : -1;
}

}  // namespace

ResidualStreamHook::ResidualStreamHook(GuardedContext guarded, const ExpectedParameters& expected)
    : guarded_(std::move(guarded)),
      expected_(expected),
      layers_(guarded_.api->llama_model_n_layer(guarded_.context->model->model)),
      embeddingSize_(guarded_.api->llama_model_n_embd(guarded_.context->model->model)) {
  next_.variantOfSequence.assign(expected_.sequences, 0);
  current_ = next_;
}

void ResidualStreamHook::install() {
  llama_context_params& parameters = guarded_.context->context_params;
  // With one buffer per sequence llama.cpp regroups a batch by sequence. With a unified buffer row
  // i of the graph is row i of the batch, which says whose it is.
  if (expected_.sequences > 1) parameters.kv_unified = true;
  parameters.cb_eval = &ResidualStreamHook::evaluate;
  parameters.cb_eval_user_data = this;
}

void ResidualStreamHook::confirm() {
  const std::lock_guard lock(mutex_);
  if (guarded_.context == nullptr) throw Refusal("This context is gone.");
  confirmContext(guarded_, expected_);
  if (!threads_) threads_.emplace(guarded_.api, guarded_.context->ctx);
}

void ResidualStreamHook::setVariants(std::vector<Variant> variants) {
  auto tables = std::make_shared<const SteeringTables>(static_cast<std::size_t>(embeddingSize_),
                                                       std::move(variants));
  const std::lock_guard lock(mutex_);
  next_.tables = std::move(tables);
  next_.variantOfSequence.assign(expected_.sequences, 0);
  problem_.reset();
  changed_ = true;
}

void ResidualStreamHook::assign(std::size_t sequence, int32_t variant) {
  const std::lock_guard lock(mutex_);
  next_.variantOfSequence.at(sequence) = variant;
  changed_ = true;
}

void ResidualStreamHook::startCapture(CaptureRequest request) {
  const std::lock_guard lock(mutex_);
  next_.capture = std::move(request);
  captured_ = {};
  problem_.reset();
  changed_ = true;
}

CapturedRows ResidualStreamHook::finishCapture() {
  const std::lock_guard lock(mutex_);
  next_.capture = {};
  current_.capture = {};
  return std::exchange(captured_, {});
}

std::optional<std::string> ResidualStreamHook::problem() const {
  const std::lock_guard lock(mutex_);
  return problem_;
}

std::optional<std::string> ResidualStreamHook::deviceName() const {
  const std::lock_guard lock(mutex_);
  return deviceName_;
}

void ResidualStreamHook::release() {
  const std::lock_guard lock(mutex_);
  Settings unsteered;
  unsteered.variantOfSequence.assign(expected_.sequences, 0);
  next_ = unsteered;
  current_ = std::move(unsteered);
  changed_ = false;
  steeredLayers_.clear();
  captured_ = {};
  devices_.clear();
}

void ResidualStreamHook::endThreads() {
  const std::lock_guard lock(mutex_);
  threads_.reset();
}

void ResidualStreamHook::detach() {
  release();
  const std::lock_guard lock(mutex_);
  guarded_.context = nullptr;
}

/// llama.cpp's evaluation callback. Always lets the computation go on: text without steering and a
/// reason is better than no text. No exception may pass through llama.cpp.
bool ResidualStreamHook::evaluate(ggml_tensor* tensor, bool ask, void* self) {
  const int32_t layer = layerOf(*tensor);
  if (layer < 0) return !ask;
  auto& hook = *static_cast<ResidualStreamHook*>(self);
  const std::lock_guard lock(hook.mutex_);
  try {
    if (ask) return hook.wants(*tensor, layer);
    hook.process(*tensor, layer);
  } catch (const std::exception& error) {
    hook.problem_ = error.what();
  }
  return !ask;
}

bool ResidualStreamHook::wants(const ggml_tensor& tensor, int32_t layer) {
  if (layer <= lastLayer_ || lastLayer_ < 0) beginGraph(tensor);
  lastLayer_ = layer;
  return steeredLayers_.count(layer) > 0 || current_.capture.layers.count(layer) > 0;
}

void ResidualStreamHook::beginGraph(const ggml_tensor& first) {
  graphRows_ = first.ne[1];
  if (!changed_) return;
  changed_ = false;
  if (current_.tables != next_.tables) devices_.clear();
  current_ = next_;
  steeredLayers_.clear();
  for (const auto& [layer, table] : current_.tables->layers()) {
    for (const int32_t variant : current_.variantOfSequence) {
      if (table.acts(variant)) steeredLayers_.insert(layer);
    }
  }
}

void ResidualStreamHook::process(ggml_tensor& tensor, int32_t layer) {
  if (tensor.ne[1] == 0) return;  // the last layer of a batch without outputs
  const bool isResidualStream = tensor.type == GGML_TYPE_F32 && tensor.ne[0] == embeddingSize_ &&
                                tensor.ne[2] == 1 && tensor.ne[3] == 1 &&
                                tensor.nb[1] == tensor.ne[0] * sizeof(float);
  if (!isResidualStream) {
    throw std::runtime_error("This model's residual stream has a form that is not supported.");
  }
  const auto tokens = tokensOfRows(tensor, layer);
  const LayerTable* table = current_.tables->find(layer);
  if (table != nullptr && steeredLayers_.count(layer) > 0) steer(*table, tensor, layer, tokens);
  if (current_.capture.layers.count(layer) > 0) capture(tensor, layer, tokens);
}

/// The index in the batch of each of the tensor's rows.
std::vector<int32_t> ResidualStreamHook::tokensOfRows(const ggml_tensor& tensor,
                                                      int32_t layer) const {
  const llama_batch& batch = guarded_.context->batch;
  const auto rows = static_cast<std::size_t>(tensor.ne[1]);
  std::vector<int32_t> tokens;
  tokens.reserve(rows);
  // The last layer computes only the rows whose logits are requested.
  const bool outputsOnly = layer == layers_ - 1 && tensor.ne[1] != batch.n_tokens;
  for (int32_t i = 0; i < batch.n_tokens; ++i) {
    if (!outputsOnly || batch.logits[i] != 0) tokens.push_back(i);
  }
  const bool wholeBatch = graphRows_ == batch.n_tokens || layers_ == 1;
  if (!wholeBatch || tokens.size() != rows) {
    throw std::runtime_error("A batch was regrouped in a way that steering cannot follow.");
  }
  return tokens;
}

void ResidualStreamHook::steer(const LayerTable& table, ggml_tensor& tensor, int32_t layer,
                               const std::vector<int32_t>& tokens) {
  const llama_batch& batch = guarded_.context->batch;
  std::vector<int32_t> variantOfRow;
  variantOfRow.reserve(tokens.size());
  bool anyActs = false;
  for (const int32_t token : tokens) {
    const auto sequence = static_cast<std::size_t>(batch.seq_id[token][0]);
    const int32_t variant = current_.variantOfSequence.at(sequence);
    variantOfRow.push_back(variant);
    anyActs = anyActs || table.acts(variant);
  }
  if (!anyActs) return;

  if (guarded_.api->ggml_backend_buffer_is_host(tensor.buffer)) {
    auto* row = static_cast<float*>(tensor.data);
    for (const int32_t variant : variantOfRow) {
      if (table.acts(variant)) table.apply(variant, row);
      row += embeddingSize_;
    }
    deviceName_ = "CPU";
  } else {
    DeviceSteering& device = deviceOf(tensor);
    device.apply(layer, tensor, variantOfRow);
    deviceName_ = device.name();
  }
}

DeviceSteering& ResidualStreamHook::deviceOf(const ggml_tensor& tensor) {
  const LlamaApi& api = *guarded_.api;
  ggml_backend_dev_t device =
      api.ggml_backend_buft_get_device(api.ggml_backend_buffer_get_type(tensor.buffer));
  if (device == nullptr) {
    throw std::runtime_error("The residual stream lies on a device that is not known.");
  }
  const auto found = devices_.find(device);
  if (found != devices_.end()) return found->second;
  return devices_
      .try_emplace(device, guarded_.api, device, expected_.batchSize, current_.tables)
      .first->second;
}

void ResidualStreamHook::capture(const ggml_tensor& tensor, int32_t layer,
                                 const std::vector<int32_t>& tokens) {
  const llama_batch& batch = guarded_.context->batch;
  const LlamaApi& api = *guarded_.api;
  const auto width = static_cast<std::size_t>(embeddingSize_);
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < tokens.size(); ++row) {
    const int32_t token = tokens[row];
    if (current_.capture.outputRowsOnly && batch.logits[token] == 0) continue;
    rows.push_back(row);
    captured_.origins.insert(captured_.origins.end(),
                             {layer, batch.seq_id[token][0], batch.pos[token]});
  }
  const std::size_t begin = captured_.values.size();
  captured_.values.resize(begin + rows.size() * width);
  float* values = captured_.values.data() + begin;
  if (rows.size() == tokens.size()) {  // one transfer from the device instead of one per row
    api.ggml_backend_tensor_get(&tensor, values, 0, rows.size() * tensor.nb[1]);
    return;
  }
  for (const std::size_t row : rows) {
    api.ggml_backend_tensor_get(&tensor, values, row * tensor.nb[1], tensor.nb[1]);
    values += width;
  }
}
