#include <cstring>

#include "structure.hpp"

namespace csj {
namespace {

bool is_digit(uint8_t byte) { return static_cast<uint8_t>(byte - '0') < 10; }

bool ends_scalar(uint8_t byte) {
  switch (byte) {
    case ' ': case '\t': case '\r': case '\n': case ',': case ']': case '}': return true;
    default: return false;
  }
}

bool is_literal(const uint8_t *text, const char *literal, size_t count) {
  return memcmp(text, literal, count) == 0 && ends_scalar(text[count]);
}

// RFC 8259 section 6. The value is never computed, so its size does not matter.
bool is_number(const uint8_t *text) {
  if (*text == '-') ++text;
  if (*text == '0') {
    ++text;
  } else {
    if (!is_digit(*text)) return false;
    while (is_digit(*text)) ++text;
  }
  if (*text == '.') {
    if (!is_digit(*++text)) return false;
    while (is_digit(*text)) ++text;
  }
  if (*text == 'e' || *text == 'E') {
    ++text;
    if (*text == '+' || *text == '-') ++text;
    if (!is_digit(*text)) return false;
    while (is_digit(*text)) ++text;
  }
  return ends_scalar(*text);
}

const char *scalar_problem(const uint8_t *text) {
  switch (*text) {
    case '"': return nullptr;
    case 't': return is_literal(text, "true", 4) ? nullptr : "a word that is not true, false or null";
    case 'f': return is_literal(text, "false", 5) ? nullptr : "a word that is not true, false or null";
    case 'n': return is_literal(text, "null", 4) ? nullptr : "a word that is not true, false or null";
    case '-': case '0': case '1': case '2': case '3': case '4':
    case '5': case '6': case '7': case '8': case '9':
      return is_number(text) ? nullptr : "a malformed number";
    default: return "a value was expected";
  }
}

}  // namespace

csj_problem check_value(const Tokens &tokens, uint32_t &next, uint32_t end) {
  const uint8_t *base = tokens.base;
  const uint32_t *at = tokens.at;
  uint32_t opened[CSJ_MAX_DEPTH];
  uint32_t depth = 0;
  uint32_t token = next;
  const char *message;

value:
  if (at[token] >= end) { message = "ends where a value was expected"; goto problem; }
  switch (base[at[token]]) {
    case '{': case '[': {
      if (depth == CSJ_MAX_DEPTH) { message = "nested too deeply"; goto problem; }
      opened[depth++] = token;
      const uint8_t open = base[at[token++]];
      // ASCII: the closing bracket is the opening one plus two.
      if (at[token] < end && base[at[token]] == open + 2) goto close;
      if (open == '[') goto value;
      goto key;
    }
    default:
      message = scalar_problem(base + at[token]);
      if (message) goto problem;
      ++token;
  }

after_value:
  if (depth == 0) { next = token; return no_problem(); }
  if (at[token] >= end) { message = "ends inside an object or array"; goto problem; }
  if (base[at[opened[depth - 1]]] == '[') {
    if (base[at[token]] == ',') { ++token; goto value; }
    if (base[at[token]] == ']') goto close;
    message = "',' or ']' was expected";
    goto problem;
  }
  if (base[at[token]] == '}') goto close;
  if (base[at[token]] != ',') { message = "',' or '}' was expected"; goto problem; }
  ++token;

key:
  if (at[token] >= end) { message = "ends where a member was expected"; goto problem; }
  if (base[at[token]] != '"') { message = "a quoted member name was expected"; goto problem; }
  ++token;
  if (at[token] >= end || base[at[token]] != ':') { message = "':' was expected"; goto problem; }
  ++token;
  goto value;

close:
  tokens.match[opened[--depth]] = token++;
  goto after_value;

problem:
  next = token;
  return invalid(message, at[token] < end ? at[token] : end);
}

csj_problem check_escapes(const uint8_t *base, uint32_t start, uint32_t end) {
  const uint8_t *stop = base + end;
  const uint8_t *next = base + start;
  while (next < stop) {
    next = static_cast<const uint8_t *>(memchr(next, '\\', stop - next));
    if (!next) break;
    const uint32_t position = static_cast<uint32_t>(next - base);
    const char letter = next + 1 < stop ? static_cast<char>(next[1]) : '\0';
    if (letter == '\0' || !strchr("\"\\/bfnrtu", letter)) return invalid("an unknown escape sequence", position);
    next += 2;
    if (letter != 'u') continue;
    for (int digit = 0; digit < 4; ++digit, ++next) {
      const bool hex = next < stop && (is_digit(*next) || static_cast<uint8_t>((*next | 0x20) - 'a') < 6);
      if (!hex) return invalid("\\u without four hexadecimal digits", position);
    }
  }
  return no_problem();
}

}  // namespace csj
