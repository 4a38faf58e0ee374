#include "strings.hpp"

namespace csj {
namespace {

uint32_t hex4(const uint8_t *digits) {
  uint32_t value = 0;
  for (int i = 0; i < 4; ++i) {
    const uint8_t byte = digits[i];
    value = value << 4 | (byte <= '9' ? byte - '0' : (byte | 0x20) - 'a' + 10);
  }
  return value;
}

uint8_t *put_utf8(uint8_t *target, uint32_t scalar) {
  if (scalar < 0x80) {
    *target++ = static_cast<uint8_t>(scalar);
    return target;
  }
  if (scalar < 0x800) {
    *target++ = static_cast<uint8_t>(0xC0 | scalar >> 6);
  } else {
    if (scalar < 0x10000) {
      *target++ = static_cast<uint8_t>(0xE0 | scalar >> 12);
    } else {
      *target++ = static_cast<uint8_t>(0xF0 | scalar >> 18);
      *target++ = static_cast<uint8_t>(0x80 | (scalar >> 12 & 0x3F));
    }
    *target++ = static_cast<uint8_t>(0x80 | (scalar >> 6 & 0x3F));
  }
  *target++ = static_cast<uint8_t>(0x80 | (scalar & 0x3F));
  return target;
}

// Reads the escape behind `\u` and, for a surrogate pair, the second half. Moves `next` behind what it used.
uint32_t unicode_escape(const uint8_t *&next, const uint8_t *end) {
  const uint32_t unit = hex4(next);
  next += 4;
  if (unit < 0xD800 || unit > 0xDFFF) return unit;
  if (unit < 0xDC00 && end - next >= 6 && next[0] == '\\' && next[1] == 'u') {
    const uint32_t low = hex4(next + 2);
    if (low >= 0xDC00 && low <= 0xDFFF) {
      next += 6;
      return 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
    }
  }
  return 0xFFFD;
}

uint8_t plain_escape(uint8_t letter) {
  switch (letter) {
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return letter;
  }
}

}  // namespace

uint8_t *copy_unescaped(uint8_t *target, const uint8_t *source, size_t count) {
  const uint8_t *end = source + count;
  while (source < end) {
    const auto *escape = static_cast<const uint8_t *>(memchr(source, '\\', end - source));
    const uint8_t *stop = escape ? escape : end;
    target = copy_padded(target, source, stop - source);
    if (!escape) break;
    source = escape + 2;
    if (escape[1] == 'u') {
      target = put_utf8(target, unicode_escape(source, end));
    } else {
      *target++ = plain_escape(escape[1]);
    }
  }
  return target;
}

}  // namespace csj
