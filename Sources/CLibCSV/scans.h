#ifndef TCENRICH_CSV_SCANS_H
#define TCENRICH_CSV_SCANS_H
#include <stddef.h>
#include <stdint.h>

// Byte scans that the compiler vectorises in C but not in Swift (measured: 1 to 2 against 37 instructions per byte).

/// How often `byte` occurs.
static inline size_t tcenrich_count_byte(const uint8_t *bytes, size_t count, uint8_t byte) {
    size_t total = 0, start = 0;
    while (start < count) {
        // Up to 255 matches fit the narrow counters.
        size_t stop = count - start < 255 * 16 ? count : start + 255 * 16;
        uint16_t part = 0;
        for (size_t i = start; i < stop; i++) part += bytes[i] == byte;
        total += part;
        start = stop;
    }
    return total;
}

/// Whether a blank stands beside a delimiter, CR or LF among `count` + 1 bytes.
static inline int tcenrich_has_edge_blank(const uint8_t *bytes, size_t count, uint8_t delimiter, uint8_t blank1, uint8_t blank2) {
    uint8_t found = 0;
    for (size_t i = 0; i < count; i++) {
        uint8_t left = bytes[i], right = bytes[i + 1];
        uint8_t left_blank = (left == blank1) | (left == blank2);
        uint8_t right_blank = (right == blank1) | (right == blank2);
        uint8_t left_edge = (left == delimiter) | (left == 0x0A) | (left == 0x0D);
        uint8_t right_edge = (right == delimiter) | (right == 0x0A) | (right == 0x0D);
        found |= (left_blank & right_edge) | (left_edge & right_blank);
    }
    return found;
}

#endif
