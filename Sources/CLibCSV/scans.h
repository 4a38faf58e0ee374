#ifndef TCENRICH_CSV_SCANS_H
#define TCENRICH_CSV_SCANS_H
#include <stddef.h>
#include <stdint.h>

// A byte scan that the compiler vectorises in C but not in Swift (measured: 1 to 2 against 37 instructions per byte).

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

#endif
