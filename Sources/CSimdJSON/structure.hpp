// What simdjson's first stage knows about a block of text, and the grammar checked on top of it.
#pragma once

#include <cstdint>

#include "CSimdJSON.h"

namespace csj {

/// The tokens of a block: position of every bracket, colon, comma, opening quote and first byte of any other scalar.
/// After the last token stand sentinels whose position is the block's length.
struct Tokens {
  const uint8_t *base;
  const uint32_t *at;
  /// For opening brackets: index of the closing token. Written by check_value.
  uint32_t *match;

  uint8_t byte(uint32_t token) const { return base[at[token]]; }
  bool is_container(uint32_t token) const { return byte(token) == '{' || byte(token) == '['; }
  /// The token after the value that starts at `token`.
  uint32_t after(uint32_t token) const { return (is_container(token) ? match[token] : token) + 1; }
  /// Position of the closing quote: between it and the next token there are only blanks.
  uint32_t string_end(uint32_t token) const {
    uint32_t position = at[token + 1];
    do { --position; } while (base[position] != '"');
    return position;
  }
};

inline csj_problem no_problem() { return {CSJ_OK, 0, ""}; }
inline csj_problem invalid(const char *message, uint32_t position) {
  return {CSJ_INVALID_JSON, static_cast<int32_t>(position), message};
}

/// Checks the value that starts at token `next` and moves `next` behind it. Positions are offsets from `base`;
/// the byte at `end` must be readable and no part of the value. Escapes in strings are left to check_escapes.
csj_problem check_value(const Tokens &tokens, uint32_t &next, uint32_t end);

/// Checks every backslash in [start, end) as an escape sequence. Outside of strings the grammar refuses it anyway.
csj_problem check_escapes(const uint8_t *base, uint32_t start, uint32_t end);

/// Names what is wrong with a text that simdjson's first stage refuses.
csj_problem diagnose(const uint8_t *text, size_t count, int stage1_error);

}  // namespace csj
