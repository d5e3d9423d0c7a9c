#include "shared_library.h"

#include <stdexcept>

#ifdef _WIN32

#define WIN32_LEAN_AND_MEAN
// MinGW's own C++ headers define it as well.
#ifndef NOMINMAX
#define NOMINMAX
#endif
#include <windows.h>
// Must follow windows.h.
#include <psapi.h>

#include <string>
#include <vector>

namespace {

/// The folder of a module with a trailing backslash; empty if it cannot be determined.
std::wstring folderOf(HMODULE module) {
  std::wstring path(MAX_PATH, L'\0');
  DWORD length = 0;
  while ((length = GetModuleFileNameW(module, path.data(), static_cast<DWORD>(path.size()))) ==
         path.size()) {
    path.resize(path.size() * 2);
  }
  path.resize(length);
  const auto end = path.find_last_of(L'\\');
  return end == std::wstring::npos ? std::wstring() : path.substr(0, end + 1);
}

std::vector<HMODULE> loadedModules() {
  std::vector<HMODULE> modules(256);
  for (;;) {
    const auto bytes = static_cast<DWORD>(modules.size() * sizeof(HMODULE));
    DWORD needed = 0;
    if (!K32EnumProcessModules(GetCurrentProcess(), modules.data(), bytes, &needed)) return {};
    const auto count = needed / sizeof(HMODULE);
    const bool complete = count <= modules.size();
    modules.resize(count);
    if (complete) return modules;
  }
}

}  // namespace

SharedLibrary::SharedLibrary(const void* address) {
  HMODULE module = nullptr;
  if (!GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS,
                          static_cast<LPCWSTR>(address), &module)) {
    throw std::runtime_error("The library that runs the model cannot be found.");
  }
  handle_ = module;
}

SharedLibrary::~SharedLibrary() { FreeLibrary(static_cast<HMODULE>(handle_)); }

void* SharedLibrary::find(const char* symbol) const {
  // GetProcAddress does not search dependencies. Those of node-llama-cpp lie beside its addon, and
  // their folder tells them from the libraries of another variant in the same process.
  const auto folder = folderOf(static_cast<HMODULE>(handle_));
  for (const HMODULE module : loadedModules()) {
    if (folderOf(module) != folder) continue;
    if (const auto found = GetProcAddress(module, symbol)) return reinterpret_cast<void*>(found);
  }
  return nullptr;
}

#else

#include <dlfcn.h>

SharedLibrary::SharedLibrary(const void* address) {
  Dl_info info{};
  if (dladdr(address, &info) == 0 || info.dli_fname == nullptr) {
    throw std::runtime_error("The library that runs the model cannot be found.");
  }
  handle_ = dlopen(info.dli_fname, RTLD_LAZY | RTLD_NOLOAD);
  if (handle_ == nullptr) {
    throw std::runtime_error("The library that runs the model cannot be opened.");
  }
}

SharedLibrary::~SharedLibrary() { dlclose(handle_); }

// Node.js loads addons with RTLD_LOCAL, so only a search that starts at the addon's own handle
// finds the libraries it was linked to.
void* SharedLibrary::find(const char* symbol) const { return dlsym(handle_, symbol); }

#endif
