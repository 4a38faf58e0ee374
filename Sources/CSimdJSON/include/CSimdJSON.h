// JSON Lines on top of simdjson, as plain C: one call per chunk, no exception crosses this border.
#ifndef TCENRICH_CSIMDJSON_H
#define TCENRICH_CSIMDJSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Containers nested deeper than this are refused; simdjson's own default.
#define CSJ_MAX_DEPTH 1024

/// UTF-8 text, not terminated.
typedef struct {
  const char *bytes;
  size_t count;
} csj_text;

/// Byte offsets from the start of the chunk; the fields of the Swift `RecordSpan` in its order.
typedef struct {
  int32_t start;
  int32_t end;
  int32_t next;
  int32_t insertion;
  int32_t line;
} csj_span;

enum {
  CSJ_OK = 0,
  CSJ_INVALID_JSON = 1,
  CSJ_INVALID_UTF8 = 2,
  CSJ_NOT_AN_OBJECT = 3,
  CSJ_MEMBER_EXISTS = 4,
  CSJ_NO_MEMORY = 5,
};

/// Why one text is not what was asked for.
typedef struct {
  /// One of the constants above.
  int32_t reason;
  /// Offset in bytes from the start of the text.
  int32_t position;
  /// Lives as long as the process.
  const char *message;
} csj_problem;

typedef struct {
  csj_problem problem;
  csj_span span;
  /// Accepted records of the same chunk before it.
  int32_t preceding_records;
} csj_reject;

/// Where the records of a chunk go. The caller owns the memory: for n bytes and p paths n * p + 64 value bytes,
/// (n / 3 + 1) * p field ends, n / 3 + 1 record ends and spans.
typedef struct {
  uint8_t *values;
  int32_t *field_ends;
  int32_t *record_ends;
  csj_span *spans;
  int32_t record_count;
  int32_t field_count;
  int32_t line_count;
} csj_batch;

typedef struct csj_tokenizer csj_tokenizer;

/// Returns NULL when memory is short. `member` may be NULL. The texts are copied.
csj_tokenizer *csj_tokenizer_create(const csj_text *paths, size_t path_count, const csj_text *member);
void csj_tokenizer_destroy(csj_tokenizer *tokenizer);

/// Appends the records of `bytes` to an empty batch; 64 bytes beyond `count` must be readable.
/// One thread at a time. Returns CSJ_OK, or CSJ_NO_MEMORY with an unusable batch.
int csj_tokenize(csj_tokenizer *tokenizer, const uint8_t *bytes, size_t count, csj_batch *batch);

/// The rejected records of the last call, in their order; valid until the next call.
const csj_reject *csj_rejects(const csj_tokenizer *tokenizer, size_t *count);

/// Checks that `bytes` are exactly one JSON value of any type (RFC 8259), with nothing but blanks around it.
csj_problem csj_validate_value(csj_tokenizer *tokenizer, const uint8_t *bytes, size_t count);

bool csj_validate_utf8(const char *bytes, size_t count);

#ifdef __cplusplus
}
#endif
#endif
