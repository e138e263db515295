#pragma once
#include <zlib.h>

// Both are macros in zlib's header. 31: the widest window, with a gzip head and tail around the data.
static inline int zlib_deflate_start(z_stream *stream, int level) {
  return deflateInit2(stream, level, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
}
static inline int zlib_inflate_start(z_stream *stream) { return inflateInit2(stream, 31); }
