#include "steering_table.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

LayerTable::LayerTable(int32_t layer, std::size_t embeddingSize,
                       const std::vector<Variant>& variants)
    : embeddingSize_(embeddingSize) {
  const auto isHere = [layer](const RowOperation& operation) { return operation.layer == layer; };
  for (const Variant& variant : variants) {
    const auto count = std::count_if(variant.begin(), variant.end(), isHere);
    slots_ = std::max(slots_, static_cast<std::size_t>(count));
    acts_.push_back(count > 0);
  }
  values_.resize(variants.size() * rowLength());
  for (std::size_t i = 0; i < variants.size(); ++i) {
    float* slot = values_.data() + i * rowLength();
    for (const RowOperation& operation : variants[i]) {
      if (!isHere(operation)) continue;
      float* parameters = std::copy(operation.direction.begin(), operation.direction.end(), slot);
      parameters[0] = operation.value;
      parameters[1] = operation.gain;
      parameters[2] = operation.oneSided ? 1.0F : 0.0F;
      const bool capped = std::isfinite(operation.cap);
      parameters[3] = capped ? 1.0F : 0.0F;
      parameters[4] = capped ? operation.cap : 0.0F;
      anyOneSided_ = anyOneSided_ || operation.oneSided;
      anyCapped_ = anyCapped_ || capped;
      slot += slotLength();
    }
  }
}

void LayerTable::apply(int32_t variant, float* row) const {
  const float* slot = values_.data() + static_cast<std::size_t>(variant) * rowLength();
  for (std::size_t i = 0; i < slots_; ++i, slot += slotLength()) {
    const float* parameters = slot + embeddingSize_;
    double coefficient = parameters[0];
    const double gain = parameters[1];
    const bool oneSided = parameters[2] != 0.0F;
    const bool capped = parameters[3] != 0.0F;
    const double cap = parameters[4];
    if (gain != 0.0) {
      double projection = 0.0;
      for (std::size_t j = 0; j < embeddingSize_; ++j) {
        projection += static_cast<double>(row[j]) * slot[j];
      }
      coefficient -= gain * projection;
    }
    if (oneSided) coefficient = std::max(0.0, coefficient);
    if (capped) {
      double square = 0.0;
      for (std::size_t j = 0; j < embeddingSize_; ++j) {
        square += static_cast<double>(row[j]) * row[j];
      }
      const double limit = cap * std::sqrt(square);
      coefficient = std::clamp(coefficient, -limit, limit);
    }
    const auto factor = static_cast<float>(coefficient);
    if (factor == 0.0F) continue;
    for (std::size_t j = 0; j < embeddingSize_; ++j) row[j] += factor * slot[j];
  }
}

SteeringTables::SteeringTables(std::size_t embeddingSize, std::vector<Variant> variants) {
  variants.emplace(variants.begin());  // variant 0: unsteered
  variants_ = variants.size();
  std::set<int32_t> layers;
  for (const Variant& variant : variants) {
    for (const RowOperation& operation : variant) layers.insert(operation.layer);
  }
  for (const int32_t layer : layers) {
    layers_.emplace(layer, LayerTable(layer, embeddingSize, variants));
  }
}

const LayerTable* SteeringTables::find(int32_t layer) const {
  const auto found = layers_.find(layer);
  return found == layers_.end() ? nullptr : &found->second;
}
