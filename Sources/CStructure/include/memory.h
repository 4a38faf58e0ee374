#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>

/// Brings the cache line of an address near ahead of its use, without waiting for it. Any address will do.
static inline void tcenrich_prefetch(const void *address) { __builtin_prefetch(address, 0, 3); }

/// Reads a word that another thread may be storing. Whoever sees a word also sees what was written before it was stored.
static inline uint64_t tcenrich_load(const uint64_t *word) { return __atomic_load_n(word, __ATOMIC_ACQUIRE); }

/// Stores a word that other threads may be reading.
static inline void tcenrich_store(uint64_t *word, uint64_t value) { __atomic_store_n(word, value, __ATOMIC_RELEASE); }

/// Asks for large pages (Linux: 2 MiB) for memory that is going to be used in full. Where there are none, nothing happens.
static inline void tcenrich_use_large_pages(void *start, size_t size) {
#ifdef MADV_HUGEPAGE
    // What cannot be had changes nothing but the time.
    (void)madvise(start, size, MADV_HUGEPAGE);
#endif
}
