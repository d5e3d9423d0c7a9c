#include "llama_api.h"

#include <stdexcept>
#include <string>

namespace {

template <typename Function>
void resolve(const SharedLibrary& library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(library.find(name));
  if (function == nullptr) {
    throw std::runtime_error(std::string("The installed llama.cpp has no function ") + name + ".");
  }
}

}  // namespace

LlamaApi::LlamaApi(const void* address) : library_(address) {
#define TILLER_RESOLVE(name) resolve(library_, #name, name);
  TILLER_LLAMA_FUNCTIONS(TILLER_RESOLVE)
#undef TILLER_RESOLVE
}
