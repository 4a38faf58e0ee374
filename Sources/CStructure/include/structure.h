#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Set in a position that is a line break inside quotes: it ends no field, but a line.
#define TCENRICH_IN_QUOTES 0x80000000u

/// What a text consists of, as far as it was looked for.
typedef struct {
    /// Positions found.
    size_t count;
    /// No quote stands where RFC 4180 has none. Where one does, the positions are worth nothing.
    bool is_regular;
    /// The last field is not closed.
    bool ends_inside_quotes;
    bool is_ascii;
} tcenrich_structure;

/// Finds the delimiters and line breaks (LF and CR) of CSV text that begins between two records.
///
/// Every quoted field must begin and end with a quote beside a delimiter or line break, with inner quotes doubled; no other field may hold one.
///
/// @param count     Below 2^31; 63 more bytes must be readable.
/// @param positions Room for count + 64. Receives the offsets in order, those inside quotes marked.
tcenrich_structure tcenrich_find_structure(const uint8_t *bytes, size_t count, uint8_t delimiter, uint8_t quote,
                                           uint32_t *positions);

/// The line breaks of a text, and what a parser of many lines at once may stumble over.
///
/// Where a quote stands where RFC 4180 has none, nobody but the parser knows what is inside quotes: then whatever may be there counts.
typedef struct {
    /// Positions found.
    size_t count;
    /// Outside quotes a space or tab stands beside a delimiter, a line break or an end of the text: many parsers drop those.
    bool loose_blanks;
    /// A line break inside quotes.
    bool inner_breaks;
    bool is_ascii;
} tcenrich_lines;

/// Finds every LF and CR of CSV text that begins between two records.
///
/// @param count     Below 2^32; 63 more bytes must be readable.
/// @param positions Room for count + 64. Receives the offsets in order, also those inside quotes.
tcenrich_lines tcenrich_find_lines(const uint8_t *bytes, size_t count, uint8_t delimiter, uint8_t quote, uint32_t *positions);

/// How often a byte occurs.
size_t tcenrich_count(const uint8_t *bytes, size_t count, uint8_t byte);

/// Instruction sets, of which the best is used.
typedef enum { TCENRICH_PLAIN, TCENRICH_SSE2, TCENRICH_AVX2, TCENRICH_AVX512 } tcenrich_instructions;

/// Whether this processor has them.
bool tcenrich_can_use(tcenrich_instructions instructions);

/// The same with certain instructions, which the processor must have; all give the same.
tcenrich_structure tcenrich_find_structure_using(tcenrich_instructions instructions, const uint8_t *bytes, size_t count,
                                                 uint8_t delimiter, uint8_t quote, uint32_t *positions);
tcenrich_lines tcenrich_find_lines_using(tcenrich_instructions instructions, const uint8_t *bytes, size_t count,
                                         uint8_t delimiter, uint8_t quote, uint32_t *positions);
