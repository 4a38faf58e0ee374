// Slow, exact look at text that is known to be broken.
#include <simdjson.h>

#include "structure.hpp"

namespace csj {
namespace {

// Length of the well-formed sequence at `text` (RFC 3629 section 4), 0 when there is none.
size_t sequence_length(const uint8_t *text, size_t count) {
  const uint8_t first = text[0];
  if (first < 0x80) return 1;
  const size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || length > count) return 0;
  const uint8_t low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  const uint8_t high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  if (text[1] < low || text[1] > high) return 0;
  for (size_t i = 2; i < length; ++i) {
    if ((text[i] & 0xC0) != 0x80) return 0;
  }
  return length;
}

size_t first_invalid_utf8(const uint8_t *text, size_t count) {
  size_t position = 0;
  while (position < count) {
    const size_t length = sequence_length(text + position, count - position);
    if (length == 0) break;
    position += length;
  }
  return position;
}

// The control character in a string, or the opening quote that is never closed.
csj_problem string_problem(const uint8_t *text, size_t count) {
  size_t opening = 0;
  bool inside = false;
  for (size_t i = 0; i < count; ++i) {
    const uint8_t byte = text[i];
    if (byte == '\\') {
      ++i;
    } else if (byte == '"') {
      inside = !inside;
      opening = i;
    } else if (inside && byte < 0x20) {
      return invalid("a control character inside a string", static_cast<uint32_t>(i));
    }
  }
  return invalid("a string that is not closed", static_cast<uint32_t>(inside ? opening : count));
}

}  // namespace

csj_problem diagnose(const uint8_t *text, size_t count, int stage1_error) {
  if (!simdjson::validate_utf8(reinterpret_cast<const char *>(text), count)) {
    return {CSJ_INVALID_UTF8, static_cast<int32_t>(first_invalid_utf8(text, count)), "a byte that is not UTF-8"};
  }
  switch (stage1_error) {
    case simdjson::EMPTY: return invalid("a value was expected", 0);
    case simdjson::UNCLOSED_STRING:
    case simdjson::UNESCAPED_CHARS: return string_problem(text, count);
    default: return invalid(simdjson::error_message(static_cast<simdjson::error_code>(stage1_error)), 0);
  }
}

}  // namespace csj
