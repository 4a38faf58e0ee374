// The C border: allocation failures become values.
#include <new>

#include "lines.hpp"

struct csj_tokenizer {
  csj::LineTokenizer lines;
};

extern "C" {

csj_tokenizer *csj_tokenizer_create(const csj_text *paths, size_t path_count, const csj_text *member) {
  try {
    return new csj_tokenizer{csj::LineTokenizer(paths, path_count, member)};
  } catch (...) {
    return nullptr;
  }
}

void csj_tokenizer_destroy(csj_tokenizer *tokenizer) { delete tokenizer; }

int csj_tokenize(csj_tokenizer *tokenizer, const uint8_t *bytes, size_t count, csj_batch *batch) {
  try {
    tokenizer->lines.tokenize(bytes, count, *batch);
    return CSJ_OK;
  } catch (...) {
    return CSJ_NO_MEMORY;
  }
}

const csj_reject *csj_rejects(const csj_tokenizer *tokenizer, size_t *count) {
  *count = tokenizer->lines.rejects().size();
  return tokenizer->lines.rejects().data();
}

csj_problem csj_validate_value(csj_tokenizer *tokenizer, const uint8_t *bytes, size_t count) {
  try {
    return tokenizer->lines.validate(bytes, count);
  } catch (...) {
    return {CSJ_NO_MEMORY, 0, "out of memory"};
  }
}

bool csj_validate_utf8(const char *bytes, size_t count) { return simdjson::validate_utf8(bytes, count); }

}
