#include "photo.h"

#include <string.h>
#include <vips/vips.h>

static const char *const loaders[] = {
    [PHOTO_JPEG] = "VipsForeignLoadJpegBuffer",
    [PHOTO_PNG] = "VipsForeignLoadPngBuffer",
    [PHOTO_WEBP] = "VipsForeignLoadWebpBuffer",
    [PHOTO_HEIC] = "VipsForeignLoadHeifBuffer",
};

/// Warnings tell about a stranger's file, whose fault is reported by the result alone.
static void ignore(const gchar *domain, GLogLevelFlags level, const gchar *message, gpointer data) {
  (void)domain, (void)level, (void)message, (void)data;
}

int photo_start(void) {
  if (VIPS_INIT("photo")) return -1;
  g_log_set_handler("VIPS", G_LOG_LEVEL_WARNING | G_LOG_LEVEL_INFO, ignore, NULL);
  vips_concurrency_set(1); // one picture at a time per caller; many callers share the machine
  vips_cache_set_max(0);   // a picture is seen once
  vips_block_untrusted_set(TRUE);
  vips_operation_block_set("VipsForeignLoad", TRUE);
  for (size_t i = 0; i < sizeof loaders / sizeof *loaders; i++) vips_operation_block_set(loaders[i], FALSE);
  return 0;
}

/// Whether libvips, too, takes the bytes for this type.
static int agrees(enum photo_type type, const void *bytes, size_t length) {
  const char *found = vips_foreign_find_load_buffer(bytes, length);
  return found && strcmp(found, loaders[type]) == 0;
}

static void *copy_blob(VipsImage *image, const char *name, size_t *length) {
  const void *data = NULL;
  *length = 0;
  if (!vips_image_get_typeof(image, name) || vips_image_get_blob(image, name, &data, length)) return NULL;
  return g_memdup2(data, *length);
}

/// libvips keeps its messages in one buffer for the whole process; nobody reads them here.
static int fail(void) {
  vips_error_clear();
  return -1;
}

int photo_header(enum photo_type type, const void *bytes, size_t length, struct photo_header *header) {
  memset(header, 0, sizeof *header);
  if (!agrees(type, bytes, length)) return fail();
  VipsImage *image = vips_image_new_from_buffer(bytes, length, "", NULL);
  if (!image) return fail();
  header->width = vips_image_get_width(image);
  header->height = vips_image_get_height(image);
  header->orientation = vips_image_get_orientation(image);
  header->exif = copy_blob(image, VIPS_META_EXIF_NAME, &header->exif_length);
  header->xmp = copy_blob(image, VIPS_META_XMP_NAME, &header->xmp_length);
  g_object_unref(image);
  vips_error_clear(); // a damaged EXIF block leaves a warning
  return 0;
}

int photo_printable(enum photo_type type, const void *bytes, size_t length, int longest, int quality,
                    struct photo_copy *copy) {
  memset(copy, 0, sizeof *copy);
  if (!agrees(type, bytes, length)) return fail();
  VipsImage *steps[4] = {NULL, NULL, NULL, NULL};
  // vips_thumbnail_buffer's own fail_on does not reach the loader (libvips 8.14.1); the option string does.
  int result = -1;
  if (vips_thumbnail_buffer((void *)bytes, length, &steps[0], longest, "height", longest, "size", VIPS_SIZE_DOWN,
                            "option_string", "fail_on=error", NULL))
    goto done;
  VipsImage *image = steps[0];
  // Not by vips_thumbnail_buffer's export_profile, which also shifts the colours of pictures without a profile. A
  // profile that cannot be used is as good as none.
  if (vips_image_get_typeof(image, VIPS_META_ICC_NAME) &&
      vips_icc_transform(image, &steps[1], "srgb", "embedded", TRUE, "intent", VIPS_INTENT_RELATIVE, NULL) == 0)
    image = steps[1];
  if (image->Type != VIPS_INTERPRETATION_sRGB) {
    if (vips_colourspace(image, &steps[2], VIPS_INTERPRETATION_sRGB, NULL)) goto done;
    image = steps[2];
  }
  if (vips_image_hasalpha(image)) {
    double white[] = {255, 255, 255};
    VipsArrayDouble *background = vips_array_double_new(white, 3);
    int flattened = vips_flatten(image, &steps[3], "background", background, NULL);
    vips_area_unref(VIPS_AREA(background));
    if (flattened) goto done;
    image = steps[3];
  }
  copy->width = vips_image_get_width(image);
  copy->height = vips_image_get_height(image);
  result = vips_jpegsave_buffer(image, &copy->bytes, &copy->length, "Q", quality, "optimize_coding", TRUE, "strip",
                                TRUE, NULL);
done:
  for (int i = 3; i >= 0; i--)
    if (steps[i]) g_object_unref(steps[i]);
  vips_error_clear();
  // Decoding runs in threads of libvips' own, whose buffers go with them.
  vips_thread_shutdown();
  return result ? -1 : 0;
}

void photo_free(void *memory) { g_free(memory); }
