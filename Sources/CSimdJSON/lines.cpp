#include "lines.hpp"

#include <cstring>
#include <new>

namespace csj {
namespace {

// Large enough to pay for a call of the first stage, small enough for its index to stay in the cache.
constexpr size_t kBlock = 64 << 10;

size_t find(const uint8_t *bytes, size_t start, size_t end, uint8_t wanted) {
  const void *hit = memchr(bytes + start, wanted, end - start);
  return hit ? static_cast<size_t>(static_cast<const uint8_t *>(hit) - bytes) : end;
}

}  // namespace

LineTokenizer::LineTokenizer(const csj_text *paths, size_t path_count, const csj_text *member)
    : extractor_(paths, path_count, member) {
  reserve(kBlock);
}

void LineTokenizer::tokenize(const uint8_t *bytes, size_t count, csj_batch &batch) {
  bytes_ = bytes;
  batch_ = &batch;
  sink_ = {batch.values, batch.field_ends, batch.values, 0};
  rejects_.clear();
  batch.record_count = batch.line_count = 0;

  size_t start = 0;
  while (start < count) {
    const size_t end = block_end(start, count);
    if (end == start) {
      unterminated(start, count);
      break;
    }
    block(start, end);
    start = end;
  }
  batch.field_count = sink_.field_count;
}

// The end of the last whole line of a block, or of a longer single line; `start` when no line feed is left.
size_t LineTokenizer::block_end(size_t start, size_t limit) const {
  const size_t wanted = limit - start > kBlock ? start + kBlock : limit;
  for (size_t end = wanted; end > start; --end) {
    if (bytes_[end - 1] == '\n') return end;
  }
  const size_t feed = find(bytes_, wanted, limit, '\n');
  return feed < limit ? feed + 1 : start;
}

// A block without an error of the first stage has no string that crosses a line end, so its index is the index of
// its lines. Otherwise one bad line may have spoiled the others: each gets an index of its own.
void LineTokenizer::block(size_t start, size_t end) {
  const simdjson::error_code error = index(bytes_ + start, end - start);
  if (!error) return lines_of_sound_block(start, end);
  while (start < end) {
    const size_t feed = find(bytes_, start, end, '\n');
    line_alone({start, feed, feed + 1});
    ++batch_->line_count;
    start = feed + 1;
  }
}

void LineTokenizer::lines_of_sound_block(size_t start, size_t end) {
  const uint32_t offset = static_cast<uint32_t>(start);
  size_t backslash = find(bytes_, start, end, '\\');
  uint32_t token = 0;
  while (start < end) {
    const size_t feed = find(bytes_, start, end, '\n');
    if (backslash < start) backslash = find(bytes_, start, end, '\\');
    checked_line({start, feed, feed + 1}, offset, token, backslash < feed);
    while (tokens_.at[token] + offset < feed) ++token;
    ++batch_->line_count;
    start = feed + 1;
  }
}

void LineTokenizer::line_alone(const Line &line) {
  const uint8_t *text = bytes_ + line.start;
  const size_t count = line.end - line.start;
  const simdjson::error_code error = count ? index(text, count) : simdjson::EMPTY;
  if (error == simdjson::EMPTY) return;
  if (error) return reject(line, diagnose(text, count, error));
  uint32_t token = 0;
  checked_line(line, static_cast<uint32_t>(line.start), token, memchr(text, '\\', count) != nullptr);
}

// What follows the last line of a chunk in memory is arbitrary, so it is looked at in a copy that blanks follow.
void LineTokenizer::unterminated(size_t start, size_t end) {
  const uint8_t *chunk = bytes_;
  const Line line{start, end, end};
  pad(chunk + start, end - start);
  const simdjson::error_code error = index(padded_.data(), end - start);
  if (error == simdjson::EMPTY) return;
  if (error) return reject(line, diagnose(padded_.data(), end - start, error));
  uint32_t token = 0;
  checked_line(line, static_cast<uint32_t>(start), token, memchr(padded_.data(), '\\', end - start) != nullptr);
}

void LineTokenizer::checked_line(const Line &line, uint32_t base_offset, uint32_t &token, bool has_escapes) {
  const uint32_t start = static_cast<uint32_t>(line.start) - base_offset;
  const uint32_t end = static_cast<uint32_t>(line.end) - base_offset;
  const uint32_t first = token;
  if (tokens_.at[first] >= end) return;

  csj_problem problem = check_line(token, start, end, has_escapes);
  if (problem.reason) {
    problem.position -= static_cast<int32_t>(start);
    return reject(line, problem);
  }
  const int32_t position = static_cast<int32_t>(tokens_.at[first] - start);
  if (tokens_.byte(first) != '{') return reject(line, {CSJ_NOT_AN_OBJECT, position, "not an object"});
  if (extractor_.extract(tokens_, first, has_escapes, sink_)) {
    return reject(line, {CSJ_MEMBER_EXISTS, position, "the member exists"});
  }
  accept(line, tokens_.at[tokens_.match[first]] + base_offset);
}

csj_problem LineTokenizer::check_line(uint32_t &token, uint32_t start, uint32_t end, bool has_escapes) const {
  const csj_problem problem = check_value(tokens_, token, end);
  if (problem.reason) return problem;
  if (tokens_.at[token] < end) return invalid("more text behind the value", tokens_.at[token]);
  return has_escapes ? check_escapes(tokens_.base, start, end) : no_problem();
}

void LineTokenizer::accept(const Line &line, size_t insertion) {
  const int32_t record = batch_->record_count++;
  batch_->spans[record] = span(line);
  batch_->spans[record].insertion = static_cast<int32_t>(insertion);
  batch_->record_ends[record] = sink_.field_count;
}

void LineTokenizer::reject(const Line &line, csj_problem problem) {
  rejects_.push_back({problem, span(line), batch_->record_count});
}

csj_span LineTokenizer::span(const Line &line) const {
  size_t end = line.end;
  if (line.next > line.end && end > line.start && bytes_[end - 1] == '\r') --end;
  return {static_cast<int32_t>(line.start), static_cast<int32_t>(end), static_cast<int32_t>(line.next),
          static_cast<int32_t>(end), batch_->line_count};
}

csj_problem LineTokenizer::validate(const uint8_t *bytes, size_t count) {
  pad(bytes, count);
  const simdjson::error_code error = count ? index(padded_.data(), count) : simdjson::EMPTY;
  if (error) return diagnose(padded_.data(), count, error);
  uint32_t token = 0;
  return check_line(token, 0, static_cast<uint32_t>(count), true);
}

// simdjson declares its stages private by comment, not by access; its own DOM and streaming front ends are written
// against exactly these members, from 1.0 to 3.x. The second stage is not used: it converts numbers (so that it refuses
// integers beyond 64 bits), keeps no positions, and builds a tree nobody reads.
simdjson::error_code LineTokenizer::index(const uint8_t *text, size_t count) {
  reserve(count);
  const simdjson::error_code error = parser_->stage1(text, count, simdjson::stage1_mode::regular);
  if (error) return error;
  uint32_t *at = parser_->structural_indexes.get();
  // check_value looks at most two tokens ahead, and stops at a position that is not before the end.
  const uint32_t tokens = parser_->n_structural_indexes;
  at[tokens] = at[tokens + 1] = at[tokens + 2] = static_cast<uint32_t>(count);
  tokens_ = {text, at, match_.data()};
  return simdjson::SUCCESS;
}

void LineTokenizer::reserve(size_t count) {
  if (capacity_ > count) return;
  const size_t capacity = count + count / 2 + 64;
  if (parser_) {
    if (parser_->set_capacity(capacity)) throw std::bad_alloc();
  } else if (simdjson::get_active_implementation()->create_dom_parser_implementation(capacity, 1, parser_)) {
    throw std::bad_alloc();
  }
  match_.resize(capacity);
  extractor_.reserve(capacity);
  capacity_ = capacity;
}

void LineTokenizer::pad(const uint8_t *text, size_t count) {
  padded_.resize(count + simdjson::SIMDJSON_PADDING);
  if (count) memcpy(padded_.data(), text, count);
  memset(padded_.data() + count, ' ', simdjson::SIMDJSON_PADDING);
}

}  // namespace csj
