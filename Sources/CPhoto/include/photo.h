#pragma once
#include <stddef.h>

/// The file types a photo may have. The caller has found the type in the bytes; libvips is given no choice.
enum photo_type { PHOTO_JPEG, PHOTO_PNG, PHOTO_WEBP, PHOTO_HEIC };

/// What a picture's header says.
struct photo_header {
  int width, height; ///< as stored
  int orientation;   ///< EXIF 1...8; 1 where the decoder has turned the picture already
  void *exif;        ///< a copy of the EXIF block or NULL; free with photo_free
  size_t exif_length;
  void *xmp;         ///< a copy of the XMP packet or NULL; free with photo_free
  size_t xmp_length;
};

/// A finished picture.
struct photo_copy {
  void *bytes; ///< a JPEG; free with photo_free
  size_t length;
  int width, height;
};

/// Starts libvips and closes every loader but those of the four types. Call once before anything else. 0 on success.
int photo_start(void);

/// Reads the header without decoding pixels. 0 on success.
int photo_header(enum photo_type type, const void *bytes, size_t length, struct photo_header *header);

/// Decodes, turns upright, fits into `longest` × `longest` pixels (never enlarging), lays transparency on white,
/// converts to sRGB and saves as a JPEG of `quality` without any metadata. 0 on success; anything doubtful in the
/// file is an error.
int photo_printable(enum photo_type type, const void *bytes, size_t length, int longest, int quality,
                    struct photo_copy *copy);

/// Frees what the functions above have given.
void photo_free(void *memory);
