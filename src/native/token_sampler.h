#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "llama_api.h"

/// How tokens are drawn, with the same meanings as in llama.cpp's own programs.
struct SamplerSettings {
  /// 0 takes the likeliest token.
  float temperature;
  int32_t topK;
  float topP;
  float minP;
  float repeatPenalty;
  int32_t repeatLastN;
  float dryMultiplier;
  float dryBase;
  int32_t dryAllowedLength;
  int32_t dryLastN;
  std::vector<std::string> drySequenceBreakers;
  uint32_t seed;
};

/// Draws the tokens of one text: llama.cpp's samplers, in the order of `common_sampler_init`.
///
/// node-llama-cpp has most of them, too, but its DRY does not see the prompt and still sees tokens
/// that were taken back; and with top-k off it sorts all tokens, so that a seed draws different
/// tokens than in llama.cpp's programs.
class TokenSampler {
 public:
  /// @param alike a sampler with the same vocabulary and DRY, or null. Finding the sequence breakers
  /// takes a look at every token in the vocabulary, which a sampler like it saves.
  TokenSampler(std::shared_ptr<const LlamaApi> api, const llama_vocab* vocabulary,
               const SamplerSettings& settings, const TokenSampler* alike);

  /// The token that follows `history`, whose end the penalties see.
  /// @param logits of the whole vocabulary
  int32_t sample(const float* logits, const int32_t* history, std::size_t length);

 private:
  using Sampler = std::unique_ptr<llama_sampler, decltype(&llama_sampler_free)>;

  llama_sampler* newDry(const llama_vocab* vocabulary, const SamplerSettings& settings) const;
  /// Adds a sampler, which the chain owns.
  void add(llama_sampler* sampler);
  void remember(llama_sampler& sampler, std::size_t most, const int32_t* history,
                std::size_t length);

  std::shared_ptr<const LlamaApi> api_;
  Sampler chain_;
  /// Those in the chain that look at preceding tokens; their windows, in tokens.
  llama_sampler* penalties_ = nullptr;
  llama_sampler* dry_ = nullptr;
  std::size_t penaltiesWindow_ = 0;
  std::size_t dryWindow_ = 0;
  std::size_t vocabularySize_ = 0;
};

/// The tokens with the highest of `count` logits, the highest first; at most `most` of them.
std::vector<int32_t> likeliestTokens(const float* logits, std::size_t count, std::size_t most);
