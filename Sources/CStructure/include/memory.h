#pragma once

#include <stdint.h>

/// Brings the cache line of an address near ahead of its use, without waiting for it. Any address will do.
static inline void tcenrich_prefetch(const void *address) { __builtin_prefetch(address, 0, 3); }

/// Reads a word that another thread may be storing. Whoever sees a word also sees what was written before it was stored.
static inline uint64_t tcenrich_load(const uint64_t *word) { return __atomic_load_n(word, __ATOMIC_ACQUIRE); }

/// Stores a word that other threads may be reading.
static inline void tcenrich_store(uint64_t *word, uint64_t value) { __atomic_store_n(word, value, __ATOMIC_RELEASE); }
