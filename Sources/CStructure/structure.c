// Structural index of CSV: 64 bytes at a time as bit masks, in the manner of simdjson (Langdale and Lemire,
// "Parsing Gigabytes of JSON per Second", section 3.1).

#include "structure.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define INLINE static inline __attribute__((always_inline))

/// Where the bytes of a block stand, one bit each. What is not used of it is not worked out.
typedef struct {
    uint64_t quotes, delimiters, breaks, blanks;
    /// Not zero where one of them is not ASCII.
    uint64_t wide;
} masks;

/// What differs between instruction sets.
typedef masks classifier(const uint8_t *bytes, uint8_t delimiter, uint8_t quote);
typedef uint64_t parity(uint64_t bits);

INLINE masks classify_plainly(const uint8_t *bytes, uint8_t delimiter, uint8_t quote) {
    masks found = {0};
    for (int index = 0; index < 64; index++) {
        uint8_t byte = bytes[index];
        found.quotes |= (uint64_t)(byte == quote) << index;
        found.delimiters |= (uint64_t)(byte == delimiter) << index;
        found.breaks |= (uint64_t)(byte == '\n' || byte == '\r') << index;
        found.blanks |= (uint64_t)(byte == ' ' || byte == '\t') << index;
        found.wide |= (uint64_t)(byte >> 7) << index;
    }
    return found;
}

/// Each bit becomes the parity of itself and all bits below.
INLINE uint64_t prefix_plainly(uint64_t bits) {
    for (int shift = 1; shift < 64; shift *= 2) bits ^= bits << shift;
    return bits;
}

/// Appends the places of the bits. As many at once as a block has as a rule: how many there are cannot be foreseen, and a loop over single ones would
/// be left at another point every time.
INLINE uint32_t *append(uint64_t bits, int at_once, size_t offset, uint32_t *next) {
    int count = __builtin_popcountll(bits), done = 0;
    do {
        for (int index = done; index < done + at_once; index++) {
            next[index] = (uint32_t)(offset + __builtin_ctzll(bits | 1ull << 63));
            bits &= bits - 1;
        }
        done += at_once;
    } while (done < count);
    return next + count;
}

/// The same where some of them are line breaks inside quotes, which is rare.
static uint32_t *append_marked(uint64_t bits, uint64_t inner_breaks, size_t offset, uint32_t *next) {
    for (; bits != 0; bits &= bits - 1) {
        int bit = __builtin_ctzll(bits);
        *next++ = (uint32_t)(offset + bit) | (uint32_t)(inner_breaks >> bit & 1) << 31;
    }
    return next;
}

/// Bits of the bytes before a block: all ones inside quotes; one where a field may begin, and behind a quote that closed one.
typedef struct {
    uint64_t inside, starts, closed;
    /// Not zero once a quote stood where RFC 4180 has none.
    uint64_t bad;
} quoting;

static const quoting unquoted = {.inside = 0, .starts = 1, .closed = 0, .bad = 0};

/// Where the text of a block stands in quotes, and what ends its fields.
typedef struct {
    uint64_t inside, separators;
} places;

INLINE places follow(quoting *before, masks found, uint64_t valid, parity *prefix) {
    uint64_t quotes = found.quotes & valid;
    uint64_t inside = prefix(quotes) ^ before->inside;
    uint64_t opens = quotes & inside, closes = quotes & ~inside;
    uint64_t separators = (found.delimiters | found.breaks) & ~inside & valid;
    uint64_t starts = separators << 1 | before->starts, closed = (closes << 1 | before->closed) & valid;
    // A quote opens a field where one may begin, or goes on behind the first of a double quote; what follows a closed field ends it.
    before->bad |= (opens & ~(starts | closed)) | (closed & ~(separators | opens));
    before->inside = (uint64_t)((int64_t)inside >> 63);
    before->starts = separators >> 63;
    before->closed = closes >> 63;
    return (places){inside, separators};
}

/// The bits of a last block that belong to the text; the others are full, which spares their loop a good deal.
INLINE uint64_t valid_bits(size_t count) { return ~0ull >> (64 - count); }

typedef struct {
    quoting before;
    uint32_t *next;
    uint64_t wide;
} structure_search;

INLINE void search_structure(structure_search *search, masks found, uint64_t valid, size_t offset, parity *prefix) {
    places at = follow(&search->before, found, valid, prefix);
    uint64_t inner_breaks = found.breaks & at.inside & valid;
    search->next = inner_breaks == 0 ? append(at.separators, 4, offset, search->next)
                                     : append_marked(at.separators | inner_breaks, inner_breaks, offset, search->next);
    search->wide |= found.wide & valid;
}

INLINE tcenrich_structure find(const uint8_t *bytes, size_t count, uint8_t delimiter, uint8_t quote, uint32_t *positions,
                               classifier *classify, parity *prefix) {
    structure_search search = {.before = unquoted, .next = positions};
    size_t offset = 0;
    for (; offset + 64 <= count; offset += 64)
        search_structure(&search, classify(bytes + offset, delimiter, quote), ~0ull, offset, prefix);
    if (offset < count)
        search_structure(&search, classify(bytes + offset, delimiter, quote), valid_bits(count - offset), offset, prefix);
    return (tcenrich_structure){
        .count = (size_t)(search.next - positions),
        .is_regular = search.before.bad == 0,
        // In a last block that is not full, the bits above the text repeat the state at its end.
        .ends_inside_quotes = search.before.inside != 0,
        .is_ascii = search.wide == 0,
    };
}

typedef struct {
    quoting before;
    uint32_t *next;
    /// Of the byte before: a text begins and ends as a field does.
    uint64_t edge, blank;
    uint64_t loose, loose_outside, inner_breaks, wide;
} line_search;

INLINE void search_lines(line_search *search, masks found, uint64_t valid, size_t offset, parity *prefix) {
    uint64_t inside = follow(&search->before, found, valid, prefix).inside;
    uint64_t edges = found.delimiters | found.breaks | ~valid, blanks = found.blanks & ~found.delimiters & valid;
    // At the blank, or at the edge behind it: both are outside quotes, or both inside.
    uint64_t pairs = (blanks & (edges << 1 | search->edge)) | (edges & (blanks << 1 | search->blank));
    search->loose |= pairs;
    search->loose_outside |= pairs & ~inside;
    search->inner_breaks |= found.breaks & inside & valid;
    search->edge = edges >> 63;
    search->blank = blanks >> 63;
    // Most lines are longer than a block.
    search->next = append(found.breaks & valid, 1, offset, search->next);
    search->wide |= found.wide & valid;
}

INLINE tcenrich_lines find_lines(const uint8_t *bytes, size_t count, uint8_t delimiter, uint8_t quote, uint32_t *positions,
                                 classifier *classify, parity *prefix) {
    line_search search = {.before = unquoted, .next = positions, .edge = 1};
    size_t offset = 0;
    for (; offset + 64 <= count; offset += 64)
        search_lines(&search, classify(bytes + offset, delimiter, quote), ~0ull, offset, prefix);
    if (offset < count)
        search_lines(&search, classify(bytes + offset, delimiter, quote), valid_bits(count - offset), offset, prefix);
    search.loose |= search.blank;
    search.loose_outside |= search.blank & ~search.before.inside;
    bool is_regular = search.before.bad == 0;
    return (tcenrich_lines){
        .count = (size_t)(search.next - positions),
        .loose_blanks = (is_regular ? search.loose_outside : search.loose) != 0,
        .inner_breaks = !is_regular || search.inner_breaks != 0,
        .is_ascii = search.wide == 0,
    };
}

#define ARGUMENTS bytes, count, delimiter, quote, positions
#define PARAMETERS const uint8_t *bytes, size_t count, uint8_t delimiter, uint8_t quote, uint32_t *positions

static tcenrich_structure find_plainly(PARAMETERS) { return find(ARGUMENTS, classify_plainly, prefix_plainly); }
static tcenrich_lines find_lines_plainly(PARAMETERS) { return find_lines(ARGUMENTS, classify_plainly, prefix_plainly); }

/// The compiler makes it work on as many bytes at a time as the instructions allow.
INLINE size_t count_bytes(const uint8_t *bytes, size_t count, uint8_t byte) {
    size_t total = 0, start = 0;
    while (start < count) {
        // As often as the narrow counters, of which there are 32 or more, can be added to at least.
        size_t stop = count - start < 255 * 32 ? count : start + 255 * 32;
        uint16_t part = 0;
        for (size_t i = start; i < stop; i++) part += bytes[i] == byte;
        total += part;
        start = stop;
    }
    return total;
}

static size_t count_plainly(const uint8_t *bytes, size_t count, uint8_t byte) { return count_bytes(bytes, count, byte); }

#if defined(__x86_64__)
INLINE masks classify_sse2(const uint8_t *bytes, uint8_t delimiter, uint8_t quote) {
    masks found = {0};
    for (int part = 0; part < 4; part++) {
        __m128i block = _mm_loadu_si128((const __m128i *)(bytes + 16 * part));
#define EQUAL(byte) ((uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(block, _mm_set1_epi8((char)(byte)))) << (16 * part))
        found.quotes |= EQUAL(quote);
        found.delimiters |= EQUAL(delimiter);
        found.breaks |= EQUAL('\n') | EQUAL('\r');
        found.blanks |= EQUAL(' ') | EQUAL('\t');
        found.wide |= (uint64_t)(uint32_t)_mm_movemask_epi8(block) << (16 * part);
#undef EQUAL
    }
    return found;
}

static tcenrich_structure find_sse2(PARAMETERS) { return find(ARGUMENTS, classify_sse2, prefix_plainly); }
static tcenrich_lines find_lines_sse2(PARAMETERS) { return find_lines(ARGUMENTS, classify_sse2, prefix_plainly); }

#define AVX2 __attribute__((target("avx2,bmi,pclmul,popcnt")))

AVX2 INLINE masks classify_avx2(const uint8_t *bytes, uint8_t delimiter, uint8_t quote) {
    masks found = {0};
    for (int part = 0; part < 2; part++) {
        __m256i block = _mm256_loadu_si256((const __m256i *)(bytes + 32 * part));
#define EQUAL(byte) \
    ((uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(block, _mm256_set1_epi8((char)(byte)))) << (32 * part))
        found.quotes |= EQUAL(quote);
        found.delimiters |= EQUAL(delimiter);
        found.breaks |= EQUAL('\n') | EQUAL('\r');
        found.blanks |= EQUAL(' ') | EQUAL('\t');
        found.wide |= (uint64_t)(uint32_t)_mm256_movemask_epi8(block) << (32 * part);
#undef EQUAL
    }
    return found;
}

/// A multiplication without carries by all ones.
AVX2 INLINE uint64_t prefix_avx2(uint64_t bits) {
    __m128i product = _mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)bits), _mm_set1_epi8((char)0xFF), 0);
    return (uint64_t)_mm_cvtsi128_si64(product);
}

AVX2 static tcenrich_structure find_avx2(PARAMETERS) { return find(ARGUMENTS, classify_avx2, prefix_avx2); }
AVX2 static size_t count_avx2(const uint8_t *bytes, size_t count, uint8_t byte) { return count_bytes(bytes, count, byte); }
AVX2 static tcenrich_lines find_lines_avx2(PARAMETERS) { return find_lines(ARGUMENTS, classify_avx2, prefix_avx2); }

#define AVX512 __attribute__((target("avx512f,avx512bw,avx2,bmi,pclmul,popcnt")))

AVX512 INLINE masks classify_avx512(const uint8_t *bytes, uint8_t delimiter, uint8_t quote) {
    __m512i block = _mm512_loadu_si512(bytes);
#define EQUAL(byte) _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8((char)(byte)))
    return (masks){
        .quotes = EQUAL(quote),
        .delimiters = EQUAL(delimiter),
        .breaks = EQUAL('\n') | EQUAL('\r'),
        .blanks = EQUAL(' ') | EQUAL('\t'),
        .wide = _mm512_movepi8_mask(block),
    };
#undef EQUAL
}

AVX512 static tcenrich_structure find_avx512(PARAMETERS) { return find(ARGUMENTS, classify_avx512, prefix_avx2); }
AVX512 static tcenrich_lines find_lines_avx512(PARAMETERS) { return find_lines(ARGUMENTS, classify_avx512, prefix_avx2); }
#endif

bool tcenrich_can_use(tcenrich_instructions instructions) {
    switch (instructions) {
    case TCENRICH_PLAIN: return true;
#if defined(__x86_64__)
    case TCENRICH_SSE2: return true;
    case TCENRICH_AVX2:
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("pclmul") &&
               __builtin_cpu_supports("popcnt");
    case TCENRICH_AVX512:
        // The last is asked for because processors without it slow down for wide registers.
        return tcenrich_can_use(TCENRICH_AVX2) && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi2");
#endif
    default: return false;
    }
}

tcenrich_structure tcenrich_find_structure_using(tcenrich_instructions instructions, PARAMETERS) {
    switch (instructions) {
#if defined(__x86_64__)
    case TCENRICH_AVX512: return find_avx512(ARGUMENTS);
    case TCENRICH_AVX2: return find_avx2(ARGUMENTS);
    case TCENRICH_SSE2: return find_sse2(ARGUMENTS);
#endif
    default: return find_plainly(ARGUMENTS);
    }
}

tcenrich_lines tcenrich_find_lines_using(tcenrich_instructions instructions, PARAMETERS) {
    switch (instructions) {
#if defined(__x86_64__)
    case TCENRICH_AVX512: return find_lines_avx512(ARGUMENTS);
    case TCENRICH_AVX2: return find_lines_avx2(ARGUMENTS);
    case TCENRICH_SSE2: return find_lines_sse2(ARGUMENTS);
#endif
    default: return find_lines_plainly(ARGUMENTS);
    }
}

static tcenrich_instructions best_instructions(void) {
    return tcenrich_can_use(TCENRICH_AVX512) ? TCENRICH_AVX512
           : tcenrich_can_use(TCENRICH_AVX2) ? TCENRICH_AVX2
           : tcenrich_can_use(TCENRICH_SSE2) ? TCENRICH_SSE2
                                             : TCENRICH_PLAIN;
}

tcenrich_structure tcenrich_find_structure(PARAMETERS) { return tcenrich_find_structure_using(best_instructions(), ARGUMENTS); }

tcenrich_lines tcenrich_find_lines(PARAMETERS) { return tcenrich_find_lines_using(best_instructions(), ARGUMENTS); }

size_t tcenrich_count(const uint8_t *bytes, size_t count, uint8_t byte) {
#if defined(__x86_64__)
    if (tcenrich_can_use(TCENRICH_AVX2)) return count_avx2(bytes, count, byte);
#endif
    return count_plainly(bytes, count, byte);
}
