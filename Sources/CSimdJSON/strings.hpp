// Copies of JSON text into the values of a batch.
#pragma once

#include <cstdint>
#include <cstring>

namespace csj {

/// Copies in steps of 32 bytes: up to 31 bytes beyond both ends are touched. Returns the end of the copy.
inline uint8_t *copy_padded(uint8_t *target, const uint8_t *source, size_t count) {
  for (size_t done = 0; done < count; done += 32) memcpy(target + done, source + done, 32);
  return target + count;
}

/// Copies the inside of a JSON string whose escapes are known to be well formed; the same slack as copy_padded.
///
/// Half of a surrogate pair alone has no UTF-8 form and becomes U+FFFD. No escape is shorter than what it stands for,
/// so the copy is never longer than the source. Returns the end of the copy.
uint8_t *copy_unescaped(uint8_t *target, const uint8_t *source, size_t count);

}  // namespace csj
