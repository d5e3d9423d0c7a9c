#pragma once

/// A shared library that this process has already loaded. The only platform-specific file.
class SharedLibrary {
 public:
  /// The library whose code or data contain `address`.
  /// Throws std::runtime_error when there is none.
  explicit SharedLibrary(const void* address);
  ~SharedLibrary();
  SharedLibrary(const SharedLibrary&) = delete;
  SharedLibrary& operator=(const SharedLibrary&) = delete;

  /// The address of `symbol` in this library or those it was linked to; null if none has it.
  void* find(const char* symbol) const;

 private:
  void* handle_;
};
