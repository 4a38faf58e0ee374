#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Set in a position that is a line break inside quotes: it ends no field, but a line.
#define TCENRICH_IN_QUOTES 0x80000000u

/// Returned when a quote stands where RFC 4180 has none.
#define TCENRICH_IRREGULAR SIZE_MAX

/// Finds the delimiters and line breaks (LF and CR) of CSV text that begins between two records.
///
/// Every quoted field must begin and end with a quote beside a delimiter or line break, with inner quotes doubled; no other field may hold one.
///
/// @param count     Below 2^31; 63 more bytes must be readable.
/// @param positions Room for count + 64. Receives the offsets in order, those inside quotes marked.
/// @param ends_inside_quotes Whether the last field is not closed.
/// @return How many there are, or TCENRICH_IRREGULAR.
size_t tcenrich_structure(const uint8_t *bytes, size_t count, uint8_t delimiter, uint8_t quote,
                          uint32_t *positions, bool *ends_inside_quotes);

/// What a text has that a parser of whole chunks may stumble over.
///
/// Where a quote stands where RFC 4180 has none, nobody but the parser knows what is inside quotes: then whatever may be there counts.
typedef struct {
    /// Outside quotes a space or tab stands beside a delimiter, a line break or an end of the text: many parsers drop those.
    bool loose_blanks;
    /// A line break inside quotes.
    bool inner_breaks;
} tcenrich_pitfalls;

/// Looks for them in CSV text that begins between two records.
///
/// @param count 63 more bytes must be readable.
tcenrich_pitfalls tcenrich_find_pitfalls(const uint8_t *bytes, size_t count, uint8_t delimiter, uint8_t quote);

/// How often a byte occurs.
size_t tcenrich_count(const uint8_t *bytes, size_t count, uint8_t byte);

/// Instruction sets, of which the best is used.
typedef enum { TCENRICH_PLAIN, TCENRICH_SSE2, TCENRICH_AVX2 } tcenrich_instructions;

/// Whether this processor has them.
bool tcenrich_can_use(tcenrich_instructions instructions);

/// The same with certain instructions, which the processor must have; all give the same.
size_t tcenrich_structure_using(tcenrich_instructions instructions, const uint8_t *bytes, size_t count, uint8_t delimiter,
                                uint8_t quote, uint32_t *positions, bool *ends_inside_quotes);
tcenrich_pitfalls tcenrich_find_pitfalls_using(tcenrich_instructions instructions, const uint8_t *bytes, size_t count,
                                               uint8_t delimiter, uint8_t quote);
