#include <zlib.h>

/* `inflateInit2` is a macro, which Swift cannot call. Reads gzip only; Z_OK or an error of zlib. */
static inline int zlib_begin_gunzip(z_stream *stream) {
    return inflateInit2(stream, 16 + MAX_WBITS);
}
