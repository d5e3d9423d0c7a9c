#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

/// The operation on one row x of a layer's residual stream:
///   c = value - gain * (x . direction);  if oneSided, c = max(0, c);
///   c = min(max(c, -cap * |x|), cap * |x|);  x += c * direction.
struct RowOperation {
  int32_t layer;
  std::vector<float> direction;
  float value;
  float gain;
  bool oneSided;
  float cap;  ///< At least 0; infinite where there is none.
};

/// Operations at any layers; those of one layer are applied in order.
using Variant = std::vector<RowOperation>;

/// The operations of all variants at one layer as a table with one row per variant.
///
/// Every variant has the same number of slots, one operation each; slots that it does not use are
/// zero, which adds nothing. Slot: direction [embeddingSize], value, gain, oneSided (1 or 0), capped
/// (1 or 0), cap (0 where there is none), and three floats of padding, so that slots stay as aligned
/// as the embedding size allows.
class LayerTable {
 public:
  LayerTable(int32_t layer, std::size_t embeddingSize, const std::vector<Variant>& variants);

  std::size_t embeddingSize() const { return embeddingSize_; }
  std::size_t slots() const { return slots_; }
  std::size_t slotLength() const { return embeddingSize_ + 8; }
  std::size_t rowLength() const { return slots_ * slotLength(); }
  std::size_t variants() const { return acts_.size(); }
  const std::vector<float>& values() const { return values_; }

  bool anyOneSided() const { return anyOneSided_; }
  bool anyCapped() const { return anyCapped_; }
  /// Whether `variant` has an operation at this layer.
  bool acts(int32_t variant) const { return acts_[static_cast<std::size_t>(variant)]; }

  /// Applies `variant` to one row of the residual stream in host memory.
  void apply(int32_t variant, float* row) const;

 private:
  std::size_t embeddingSize_;
  std::size_t slots_ = 0;
  bool anyOneSided_ = false;
  bool anyCapped_ = false;
  std::vector<bool> acts_;
  std::vector<float> values_;
};

/// The tables of all layers at which some variant acts. Variant 0 is "unsteered" in every table.
class SteeringTables {
 public:
  SteeringTables() = default;
  /// `variants[i]` becomes variant i + 1.
  SteeringTables(std::size_t embeddingSize, std::vector<Variant> variants);

  /// The number of variants, including the unsteered one.
  std::size_t variants() const { return variants_; }
  /// The table of `layer`, or null when no variant acts there.
  const LayerTable* find(int32_t layer) const;
  const std::map<int32_t, LayerTable>& layers() const { return layers_; }

 private:
  std::size_t variants_ = 1;
  std::map<int32_t, LayerTable> layers_;
};
