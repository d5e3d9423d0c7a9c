#include "token_sampler.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <utility>

TokenSampler::TokenSampler(std::shared_ptr<const LlamaApi> api, const llama_vocab* vocabulary,
                           const SamplerSettings& settings, const TokenSampler* alike)
    : api_(std::move(api)),
      chain_(api_->llama_sampler_chain_init(api_->llama_sampler_chain_default_params()),
             api_->llama_sampler_free) {
  const int32_t tokens = api_->llama_vocab_n_tokens(vocabulary);
  vocabularySize_ = static_cast<std::size_t>(tokens);

  int32_t suppressedCount = 0;
  const llama_token* suppressed =
      api_->llama_vocab_get_suppress_tokens(vocabulary, &suppressedCount);
  if (suppressedCount > 0) {
    std::vector<llama_logit_bias> never;
    for (int32_t i = 0; i < suppressedCount; ++i) never.push_back({suppressed[i], -INFINITY});
    add(api_->llama_sampler_init_logit_bias(tokens, suppressedCount, never.data()));
  }
  if (settings.repeatPenalty != 1.0F && settings.repeatLastN > 0) {
    penalties_ = api_->llama_sampler_init_penalties(tokens, settings.repeatLastN,
                                                    settings.repeatPenalty, 0, 0);
    penaltiesWindow_ = static_cast<std::size_t>(settings.repeatLastN);
    add(penalties_);
  }
  if (settings.dryMultiplier != 0.0F && settings.dryLastN > 0) {
    dry_ = alike != nullptr && alike->dry_ != nullptr ? api_->llama_sampler_clone(alike->dry_)
                                                      : newDry(vocabulary, settings);
    dryWindow_ = static_cast<std::size_t>(settings.dryLastN);
    add(dry_);
  }
  if (settings.temperature <= 0) {
    // None of the others removes the likeliest token.
    add(api_->llama_sampler_init_greedy());
    return;
  }
  constexpr std::size_t leastKept = 0;
  add(api_->llama_sampler_init_top_k(settings.topK));
  add(api_->llama_sampler_init_top_p(settings.topP, leastKept));
  add(api_->llama_sampler_init_min_p(settings.minP, leastKept));
  add(api_->llama_sampler_init_temp(settings.temperature));
  add(api_->llama_sampler_init_dist(settings.seed));
}

int32_t TokenSampler::sample(const float* logits, const int32_t* history, std::size_t length) {
  if (penalties_ != nullptr) remember(*penalties_, penaltiesWindow_, history, length);
  if (dry_ != nullptr) remember(*dry_, dryWindow_, history, length);
  // One buffer for all samplers, reused for every token: it is as large as the vocabulary.
  thread_local std::vector<llama_token_data> candidates;
  candidates.resize(vocabularySize_);
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    candidates[i] = {static_cast<llama_token>(i), logits[i], 0};
  }
  llama_token_data_array array{candidates.data(), candidates.size(), -1, false};
  api_->llama_sampler_apply(chain_.get(), &array);
  if (array.selected < 0 || array.selected >= static_cast<int64_t>(array.size)) {
    throw std::runtime_error("The model gave no token.");
  }
  return array.data[array.selected].id;
}

llama_sampler* TokenSampler::newDry(const llama_vocab* vocabulary,
                                    const SamplerSettings& settings) const {
  std::vector<const char*> breakers;
  for (const auto& breaker : settings.drySequenceBreakers) breakers.push_back(breaker.c_str());
  return api_->llama_sampler_init_dry(vocabulary, settings.dryMultiplier, settings.dryBase,
                                      settings.dryAllowedLength, settings.dryLastN,
                                      breakers.data(), breakers.size());
}

void TokenSampler::add(llama_sampler* sampler) {
  api_->llama_sampler_chain_add(chain_.get(), sampler);
}

/// Recomputed each time: after a guarantee has taken tokens back, the preceding tokens differ.
void TokenSampler::remember(llama_sampler& sampler, std::size_t most, const int32_t* history,
                            std::size_t length) {
  api_->llama_sampler_reset(&sampler);
  for (std::size_t i = length - std::min(most, length); i < length; ++i) {
    api_->llama_sampler_accept(&sampler, history[i]);
  }
}

std::vector<int32_t> likeliestTokens(const float* logits, std::size_t count, std::size_t most) {
  std::vector<int32_t> tokens(count);
  std::iota(tokens.begin(), tokens.end(), 0);
  const auto end = tokens.begin() + static_cast<std::ptrdiff_t>(std::min(most, count));
  std::partial_sort(tokens.begin(), end, tokens.end(), [logits](int32_t one, int32_t other) {
    return logits[one] > logits[other];
  });
  tokens.erase(end, tokens.end());
  return tokens;
}
