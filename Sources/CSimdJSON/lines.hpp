// A chunk of JSON Lines, line by line.
#pragma once

#include <memory>
#include <vector>

#include <simdjson.h>

#include "paths.hpp"

namespace csj {

/// Not thread-safe; its buffers are reused from chunk to chunk.
class LineTokenizer {
 public:
  LineTokenizer(const csj_text *paths, size_t path_count, const csj_text *member);

  void tokenize(const uint8_t *bytes, size_t count, csj_batch &batch);
  csj_problem validate(const uint8_t *bytes, size_t count);
  const std::vector<csj_reject> &rejects() const { return rejects_; }

 private:
  /// A line as a part of the chunk; all positions are offsets from the start of the chunk.
  struct Line {
    size_t start;
    /// Position of the line feed, or the end of the chunk.
    size_t end;
    size_t next;
  };

  size_t block_end(size_t start, size_t limit) const;
  void block(size_t start, size_t end);
  void lines_of_sound_block(size_t start, size_t end);
  void line_alone(const Line &line);
  void unterminated(size_t start, size_t end);
  void checked_line(const Line &line, uint32_t base_offset, uint32_t &token, bool has_escapes);
  csj_problem check_line(uint32_t &token, uint32_t start, uint32_t end, bool has_escapes) const;
  void accept(const Line &line, size_t insertion);
  void reject(const Line &line, csj_problem problem);
  csj_span span(const Line &line) const;

  simdjson::error_code index(const uint8_t *text, size_t count);
  void reserve(size_t count);
  void pad(const uint8_t *text, size_t count);

  std::unique_ptr<simdjson::internal::dom_parser_implementation> parser_;
  std::vector<uint32_t> match_;
  std::vector<uint8_t> padded_;
  Extractor extractor_;
  std::vector<csj_reject> rejects_;
  size_t capacity_ = 0;

  // Of the current chunk.
  const uint8_t *bytes_ = nullptr;
  csj_batch *batch_ = nullptr;
  Sink sink_{};
  Tokens tokens_{};
};

}  // namespace csj
