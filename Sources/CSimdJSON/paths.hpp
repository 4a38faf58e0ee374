// The requested values of one object.
#pragma once

#include <string>
#include <vector>

#include "structure.hpp"

namespace csj {

/// Where the values of the current chunk go.
struct Sink {
  uint8_t *values;
  int32_t *field_ends;
  /// One past the last value byte written.
  uint8_t *end;
  int32_t field_count;
};

/// Finds requested paths in an object that check_value and check_escapes have accepted.
///
/// A path is split at dots where the keys say so: in every object the longest key that equals the rest of the path, or
/// its beginning up to a dot, is followed. Of equal keys the first counts. Arrays on the way are mapped over.
/// A path that ends at an array or object gives its scalar leaves, joined by line feeds. Null, "" and a missing key
/// give nothing.
class Extractor {
 public:
  Extractor(const csj_text *paths, size_t path_count, const csj_text *member);

  /// Returns whether the object has the member; if so, nothing is written.
  bool extract(const Tokens &tokens, uint32_t object, bool has_escapes, Sink &sink);

  /// Room for the unescaped form of any key of a text of `count` bytes.
  void reserve(size_t count);

 private:
  /// A key to look for. Its first eight bytes settle most comparisons; `mask` covers those it has.
  struct Wanted {
    Wanted(const char *text, size_t count);
    bool is(const uint8_t *text, size_t count) const;
    std::string key;
    uint64_t head = 0;
    uint64_t mask = 0;
  };
  struct Candidate {
    Wanted key;
    uint32_t path;
  };
  struct Found {
    uint32_t value;
    size_t key_length;
  };
  /// The part of a path below the current value; `text` is null when the path ends there.
  struct Rest {
    const char *text;
    size_t count;
    Rest below(size_t key_length) const {
      return key_length < count ? Rest{text + key_length + 1, count - key_length - 1} : Rest{nullptr, 0};
    }
  };
  struct Key {
    const uint8_t *text;
    size_t count;
  };

  Key key(uint32_t token);
  bool scan_root(uint32_t object);
  void offer(const Key &key, uint32_t value);
  void resolve(uint32_t value, Rest rest);
  void resolve_member(uint32_t object, Rest rest);
  void put_leaves(uint32_t container);
  void put_leaf(uint32_t token);

  std::vector<std::string> paths_;
  std::vector<Candidate> candidates_;
  std::vector<Found> found_;
  std::vector<uint8_t> unescaped_key_;
  Wanted member_;
  bool has_member_;
  /// Bit n is set when a key of length n (modulo 64) can matter at the root.
  uint64_t lengths_ = 0;

  // Of the current object.
  Tokens tokens_{};
  Sink *sink_ = nullptr;
  uint8_t *field_start_ = nullptr;
  bool has_escapes_ = false;
};

}  // namespace csj
