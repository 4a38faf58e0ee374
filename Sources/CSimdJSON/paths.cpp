#include "paths.hpp"

#include <cstring>

#include "strings.hpp"

namespace csj {

Extractor::Wanted::Wanted(const char *text, size_t count) : key(text, count) {
  const size_t head_count = count < 8 ? count : 8;
  memcpy(&head, text, head_count);
  memset(&mask, 0xFF, head_count);
}

// Eight bytes may be read wherever a key begins: text is padded, and so is unescaped_key_.
inline bool Extractor::Wanted::is(const uint8_t *text, size_t count) const {
  if (key.size() != count) return false;
  uint64_t word;
  memcpy(&word, text, 8);
  if ((word & mask) != head) return false;
  return count <= 8 || memcmp(key.data() + 8, text + 8, count - 8) == 0;
}

Extractor::Extractor(const csj_text *paths, size_t path_count, const csj_text *member)
    : found_(path_count), member_(member ? member->bytes : "", member ? member->count : 0),
      has_member_(member != nullptr) {
  if (member) {
    lengths_ |= uint64_t{1} << (member->count & 63);
  }
  for (uint32_t index = 0; index < path_count; ++index) {
    paths_.emplace_back(paths[index].bytes, paths[index].count);
    const std::string &path = paths_.back();
    for (size_t length = 0; length <= path.size(); ++length) {
      if (length < path.size() && path[length] != '.') continue;
      candidates_.push_back({Wanted(path.data(), length), index});
      lengths_ |= uint64_t{1} << (length & 63);
    }
  }
}

void Extractor::reserve(size_t count) {
  if (unescaped_key_.size() < count + 64) unescaped_key_.resize(count + 64);
}

bool Extractor::extract(const Tokens &tokens, uint32_t object, bool has_escapes, Sink &sink) {
  tokens_ = tokens;
  sink_ = &sink;
  has_escapes_ = has_escapes;
  if (scan_root(object)) return true;
  for (size_t index = 0; index < paths_.size(); ++index) {
    field_start_ = sink.end;
    const Found &found = found_[index];
    if (found.value) {
      const Rest path{paths_[index].data(), paths_[index].size()};
      resolve(found.value, path.below(found.key_length));
    }
    sink.field_ends[sink.field_count++] = static_cast<int32_t>(sink.end - sink.values);
  }
  return false;
}

// One pass over the root's keys serves all paths: roots have many keys, and most keys are of no interest.
bool Extractor::scan_root(uint32_t object) {
  for (Found &found : found_) found = {0, 0};
  for (uint32_t token = object + 1; tokens_.byte(token) == '"';) {
    const uint32_t value = token + 2;
    const size_t raw_length = tokens_.string_end(token) - tokens_.at[token] - 1;
    if (has_escapes_ || (lengths_ >> (raw_length & 63) & 1)) {
      const Key name = key(token);
      if (has_member_ && member_.is(name.text, name.count)) return true;
      offer(name, value);
    }
    token = tokens_.after(value);
    if (tokens_.byte(token) == ',') ++token;
  }
  return false;
}

void Extractor::offer(const Key &name, uint32_t value) {
  for (const Candidate &candidate : candidates_) {
    if (!candidate.key.is(name.text, name.count)) continue;
    Found &found = found_[candidate.path];
    if (!found.value || name.count > found.key_length) found = {value, name.count};
  }
}

Extractor::Key Extractor::key(uint32_t token) {
  const uint8_t *text = tokens_.base + tokens_.at[token] + 1;
  const size_t count = tokens_.base + tokens_.string_end(token) - text;
  if (!has_escapes_ || !memchr(text, '\\', count)) return {text, count};
  const uint8_t *end = copy_unescaped(unescaped_key_.data(), text, count);
  return {unescaped_key_.data(), static_cast<size_t>(end - unescaped_key_.data())};
}

void Extractor::resolve(uint32_t value, Rest rest) {
  const uint8_t first = tokens_.byte(value);
  if (!rest.text) {
    if (tokens_.is_container(value)) put_leaves(value); else put_leaf(value);
  } else if (first == '{') {
    resolve_member(value, rest);
  } else if (first == '[') {
    for (uint32_t token = value + 1; tokens_.byte(token) != ']';) {
      resolve(token, rest);
      token = tokens_.after(token);
      if (tokens_.byte(token) == ',') ++token;
    }
  }
}

void Extractor::resolve_member(uint32_t object, Rest rest) {
  Found best{0, 0};
  for (uint32_t token = object + 1; tokens_.byte(token) == '"';) {
    const Key name = key(token);
    const bool fits = name.count == rest.count || (name.count < rest.count && rest.text[name.count] == '.');
    if (fits && (!best.value || name.count > best.key_length) && memcmp(name.text, rest.text, name.count) == 0) {
      best = {token + 2, name.count};
    }
    token = tokens_.after(token + 2);
    if (tokens_.byte(token) == ',') ++token;
  }
  if (best.value) resolve(best.value, rest.below(best.key_length));
}

void Extractor::put_leaves(uint32_t container) {
  const uint32_t close = tokens_.match[container];
  for (uint32_t token = container + 1; token < close; ++token) {
    switch (tokens_.byte(token)) {
      case '{': case '}': case '[': case ']': case ',': case ':': break;
      case '"':
        // A string before a colon is a key.
        if (tokens_.byte(token + 1) != ':') put_leaf(token);
        break;
      default: put_leaf(token);
    }
  }
}

// Every leaf leaves at least one byte of its source unused (quotes, comma or bracket): room for the separator.
void Extractor::put_leaf(uint32_t token) {
  const uint8_t *text = tokens_.base + tokens_.at[token];
  if (*text == 'n') return;
  size_t count;
  if (*text == '"') {
    ++text;
    count = tokens_.base + tokens_.string_end(token) - text;
    if (count == 0) return;
  } else {
    const uint8_t *end = tokens_.base + tokens_.at[token + 1];
    while (end[-1] == ' ' || end[-1] == '\t' || end[-1] == '\r' || end[-1] == '\n') --end;
    count = end - text;
  }
  if (sink_->end > field_start_) *sink_->end++ = '\n';
  sink_->end = has_escapes_ ? copy_unescaped(sink_->end, text, count) : copy_padded(sink_->end, text, count);
}

}  // namespace csj
