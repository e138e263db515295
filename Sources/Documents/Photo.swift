import CPhoto

/// What a picture is, by its content and never by its name.
public struct Photo: Sendable, Equatable {
    /// `image/jpeg`, `image/png`, `image/webp` or `image/heic`.
    public var mediaType: String
    /// Pixels from left to right, once turned upright.
    public var width: Int
    /// Pixels from top to bottom, once turned upright.
    public var height: Int
    /// Local time the photo was taken, `YYYY-MM-DDTHH:MM:SS`, from EXIF DateTimeOriginal; nil where there is none.
    public var takenAt: String?
    /// Whether the file says where it was taken (EXIF GPS or XMP).
    public var hasPosition: Bool
    /// EXIF orientation of the stored pixels, 1…8; 1 where the format turns pictures by itself.
    public var orientation: Int

    /// Largest file that is looked at, in bytes.
    public static let largestFile = 60_000_000
    /// Largest picture that is decoded, in pixels.
    public static let largestArea = 100_000_000
    /// Longest side of a printable copy, in pixels: 150 dots per inch on half of an A4 page.
    static let longestSide: Int32 = 1200
    static let quality: Int32 = 82
    /// Longest side of a copy for lists, in pixels.
    static let longestThumbnailSide: Int32 = 400

    /// Reads what a picture says about itself. Pixels are not decoded: a file may pass here and still be damaged.
    public static func read(_ bytes: [UInt8]) throws(PhotoError) -> Photo {
        let type = try admit(bytes)
        var header = photo_header()
        guard decoder, photo_header(type.decoder, bytes, bytes.count, &header) == 0 else { throw type.failure(bytes) }
        defer {
            photo_free(header.exif)
            photo_free(header.xmp)
        }
        let exif = ExifBlock(copy(header.exif, header.exif_length))
        let xmp = copy(header.xmp, header.xmp_length)
        let sideways = (5...8).contains(header.orientation)
        return Photo(
            mediaType: type.rawValue, width: Int(sideways ? header.height : header.width),
            height: Int(sideways ? header.width : header.height), takenAt: exif.takenAt,
            hasPosition: exif.hasPosition || xmp[...].holds("GPSLatitude"),
            orientation: (1...8).contains(header.orientation) ? Int(header.orientation) : 1)
    }

    /// Makes the copy that may be printed and published: upright, sRGB, transparency on white, at most 1200 pixels
    /// on the long side, without EXIF, position, colour profile or maker's notes. The same file gives the same bytes.
    public static func printable(_ bytes: [UInt8]) throws(PhotoError) -> PrintablePhoto {
        try copy(bytes, longestSide: longestSide)
    }

    /// The same for lists: at most 400 pixels on the long side.
    public static func thumbnail(_ bytes: [UInt8]) throws(PhotoError) -> PrintablePhoto {
        try copy(bytes, longestSide: longestThumbnailSide)
    }

    private static func copy(_ bytes: [UInt8], longestSide: Int32) throws(PhotoError) -> PrintablePhoto {
        let type = try admit(bytes)
        var made = photo_copy()
        guard decoder, photo_printable(type.decoder, bytes, bytes.count, longestSide, quality, &made) == 0 else {
            throw type.failure(bytes)
        }
        defer { photo_free(made.bytes) }
        return PrintablePhoto(bytes: copy(made.bytes, made.length), width: Int(made.width), height: Int(made.height))
    }

    /// Finds the type and the size in the header, so that nothing too large or of another kind reaches a decoder.
    private static func admit(_ bytes: [UInt8]) throws(PhotoError) -> ImageType {
        if bytes.count > largestFile { throw .tooLarge }
        let type = try ImageType(of: bytes)
        guard let size = type.size(bytes) else { throw type.failure(bytes) }
        guard size.width > 0, size.height > 0 else { throw .damaged }
        if size.width > largestArea / size.height { throw .tooLarge }
        return type
    }

    private static let decoder = photo_start() == 0

    private static func copy(_ memory: UnsafeMutableRawPointer?, _ count: Int) -> [UInt8] {
        guard let memory else { return [] }
        return Array(UnsafeRawBufferPointer(start: memory, count: count))
    }
}

/// The copy of a photo that may be printed.
public struct PrintablePhoto: Sendable, Equatable {
    /// A baseline JPEG without metadata.
    public var bytes: [UInt8]
    /// Pixels from left to right.
    public var width: Int
    /// Pixels from top to bottom.
    public var height: Int
}

/// Why a file cannot be used as a photo.
public enum PhotoError: Error, Sendable, Equatable {
    /// Not a picture at all, whatever its name says.
    case notAPicture
    /// A picture of a kind that is not accepted, such as `GIF`.
    case unsupported(String)
    /// The file ends before the picture does.
    case truncated
    /// More than 60 MB or 100 megapixels.
    case tooLarge
    /// The picture cannot be decoded.
    case damaged

    /// A code for messages and journals: `not_a_picture`, `unsupported`, `truncated`, `too_large` or `damaged`.
    public var code: String {
        switch self {
        case .notAPicture: "not_a_picture"
        case .unsupported: "unsupported"
        case .truncated: "truncated"
        case .tooLarge: "too_large"
        case .damaged: "damaged"
        }
    }
}

extension ImageType {
    fileprivate var decoder: photo_type {
        switch self {
        case .jpeg: PHOTO_JPEG
        case .png: PHOTO_PNG
        case .webp: PHOTO_WEBP
        case .heic: PHOTO_HEIC
        }
    }

    fileprivate func failure(_ bytes: [UInt8]) -> PhotoError { isCutShort(bytes) ? .truncated : .damaged }
}
