// Structural index of CSV: 64 bytes at a time as bit masks, in the manner of simdjson (Langdale and Lemire,
// "Parsing Gigabytes of JSON per Second", section 3.1).

#include "structure.h"

typedef struct {
    uint64_t quotes, delimiters, breaks;
} masks;

#if defined(__SSE2__)
#include <emmintrin.h>

static inline uint64_t equal(const __m128i block[4], uint8_t byte) {
    __m128i wanted = _mm_set1_epi8((char)byte);
    uint64_t mask = 0;
    for (int part = 0; part < 4; part++)
        mask |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(block[part], wanted)) << (16 * part);
    return mask;
}

static inline masks classify(const uint8_t *bytes, uint8_t delimiter, uint8_t quote) {
    __m128i block[4];
    for (int part = 0; part < 4; part++) block[part] = _mm_loadu_si128((const __m128i *)(bytes + 16 * part));
    return (masks){equal(block, quote), equal(block, delimiter), equal(block, '\n') | equal(block, '\r')};
}
#else
static inline masks classify(const uint8_t *bytes, uint8_t delimiter, uint8_t quote) {
    masks found = {0, 0, 0};
    for (int index = 0; index < 64; index++) {
        uint8_t byte = bytes[index];
        found.quotes |= (uint64_t)(byte == quote) << index;
        found.delimiters |= (uint64_t)(byte == delimiter) << index;
        found.breaks |= (uint64_t)(byte == '\n' || byte == '\r') << index;
    }
    return found;
}
#endif

/// Each bit becomes the parity of itself and all bits below.
static inline uint64_t prefix_xor(uint64_t bits) {
    for (int shift = 1; shift < 64; shift *= 2) bits ^= bits << shift;
    return bits;
}

size_t tcenrich_structure(const uint8_t *bytes, size_t count, uint8_t delimiter, uint8_t quote,
                          uint32_t *positions, bool *ends_inside_quotes) {
    // All ones inside quotes; one where a field may begin, and behind a quote that closed one.
    uint64_t inside_before = 0, starts_before = 1, closed_before = 0, bad = 0;
    uint32_t *next = positions;
    for (size_t offset = 0; offset < count; offset += 64) {
        masks found = classify(bytes + offset, delimiter, quote);
        uint64_t valid = count - offset < 64 ? ~0ull >> (64 - (count - offset)) : ~0ull;
        uint64_t quotes = found.quotes & valid;
        uint64_t inside = prefix_xor(quotes) ^ inside_before;
        uint64_t opens = quotes & inside, closes = quotes & ~inside;
        uint64_t separators = (found.delimiters | found.breaks) & ~inside & valid;
        uint64_t inner_breaks = found.breaks & inside & valid;
        uint64_t starts = separators << 1 | starts_before, closed = (closes << 1 | closed_before) & valid;
        // A quote opens a field where one may begin, or goes on behind the first of a double quote; what follows a closed field ends it.
        bad |= (opens & ~(starts | closed)) | (closed & ~(separators | opens));
        for (uint64_t bits = separators | inner_breaks; bits != 0; bits &= bits - 1) {
            int bit = __builtin_ctzll(bits);
            *next++ = (uint32_t)(offset + bit) | (uint32_t)(inner_breaks >> bit & 1) << 31;
        }
        inside_before = (uint64_t)((int64_t)inside >> 63);
        starts_before = separators >> 63;
        closed_before = closes >> 63;
    }
    // In a last block that is not full, the bits above the text repeat the state at its end.
    *ends_inside_quotes = inside_before != 0;
    return bad != 0 ? TCENRICH_IRREGULAR : (size_t)(next - positions);
}
