import Foundation
import Testing

@testable import Documents

@Suite struct PhotoTests {
    /// What a file is refused for, or nil.
    private func refusal(_ bytes: [UInt8]) -> PhotoError? {
        do {
            _ = try Photo.printable(bytes)
            return nil
        } catch {
            return error
        }
    }

    @Test func `a photo says what it is, when and whether where`() throws {
        let bytes = withExif(twoColours(), orientation: 6, taken: "2025:01:14 09:30:05", position: true)
        let photo = try Photo.read(bytes)
        #expect(photo.mediaType == "image/jpeg" && photo.orientation == 6)
        #expect(photo.width == 80 && photo.height == 160)
        #expect(photo.takenAt == "2025-01-14T09:30:05" && photo.hasPosition)
        let bare = try Photo.read(withExif(twoColours(), taken: "0000:00:00 00:00:00"))
        #expect(bare.takenAt == nil && !bare.hasPosition && bare.width == 160)
    }

    @Test func `a photo taken with the camera turned is printed upright`() throws {
        let copy = try Photo.printable(withExif(twoColours(), orientation: 6))
        #expect(copy.width == 80 && copy.height == 160)
        let seen = try pixels(jpeg: copy.bytes, width: copy.width, height: copy.height)
        // Orientation 6: the stored left side is the upright top.
        #expect(seen.isNear([220, 30, 30], 40, 20) && seen.isNear([30, 30, 220], 40, 140))
        let plain = try Photo.printable(twoColours())
        let upright = try pixels(jpeg: plain.bytes, width: plain.width, height: plain.height)
        #expect(upright.isNear([220, 30, 30], 20, 40) && upright.isNear([30, 30, 220], 140, 40))
    }

    @Test func `a printable copy says nothing about the camera, the place or the time`() throws {
        let bytes = withExif(twoColours(), orientation: 3, taken: "2025:01:14 09:30:05", position: true)
        #expect(bytes[...].holds("MAKERNOTE") && bytes[...].holds("2025:01:14"))
        let copy = try Photo.printable(bytes)
        for secret in ["MAKERNOTE", "2025:01:14", "Exif", "http://ns.adobe.com", "ICC_PROFILE", "Photoshop"] {
            #expect(!copy.bytes[...].holds(secret), "\(secret) is left")
        }
        let again = try Photo.read(copy.bytes)
        #expect(again.takenAt == nil && !again.hasPosition && again.orientation == 1)
        try withFolder { folder in
            try write(copy.bytes, to: "\(folder)/copy.jpg")
            let tags = String(decoding: try tool("exiftool", ["-a", "-G1", "\(folder)/copy.jpg"]), as: UTF8.self)
            #expect(!tags.contains("GPS") && !tags.contains("IFD0") && !tags.contains("ExifIFD"))
        }
    }

    @Test func `a position in XMP is noticed and taken out`() throws {
        let packet = Array("http://ns.adobe.com/xap/1.0/\0<x:xmpmeta exif:GPSLatitude='13,53N'/>".utf8)
        let jpeg = twoColours()
        let bytes = jpeg[..<2] + [0xff, 0xe1, 0, UInt8(packet.count + 2)] + packet + jpeg[2...]
        #expect(try Photo.read(Array(bytes)).hasPosition)
        #expect(!(try Photo.printable(Array(bytes))).bytes[...].holds("GPSLatitude"))
    }

    @Test func `a large photo shrinks to 1200 pixels and a small one stays`() throws {
        let large = try Photo.printable(twoColours(width: 3000, height: 1496))
        #expect(large.width == 1200 && large.height == 598)
        let small = try Photo.printable(twoColours())
        #expect(small.width == 160 && small.height == 80)
    }

    @Test func `the same photo gives the same bytes`() throws {
        let bytes = withExif(twoColours(width: 1600, height: 800), orientation: 8)
        #expect(try Photo.printable(bytes) == Photo.printable(bytes))
    }

    @Test func `a PNG with transparency stands on white`() throws {
        let clear = png(width: 32, height: 16, colour: [200, 0, 0, 0])
        #expect(try Photo.read(clear).mediaType == "image/png")
        let copy = try Photo.printable(clear)
        #expect(try pixels(jpeg: copy.bytes, width: 32, height: 16).isNear([255, 255, 255], 16, 8))
        let solid = try Photo.printable(png(width: 32, height: 16, colour: [200, 0, 0, 255]))
        #expect(try pixels(jpeg: solid.bytes, width: 32, height: 16).isNear([200, 0, 0], 16, 8))
    }

    @Test func `a WebP is read and printed`() throws {
        let photo = try Photo.read(webp())
        #expect(photo.mediaType == "image/webp" && photo.width == 24 && photo.height == 16)
        let copy = try Photo.printable(webp())
        #expect(try pixels(jpeg: copy.bytes, width: 24, height: 16).isNear([200, 30, 40], 12, 8))
    }

    @Test func `a telephone's HEIC is read, dated and printed`() throws {
        let bytes = try heic(withExif(twoColours(), taken: "2025:03:31 16:20:00", position: true))
        let photo = try Photo.read(bytes)
        #expect(photo.mediaType == "image/heic" && photo.width == 160 && photo.height == 80)
        #expect(photo.takenAt == "2025-03-31T16:20:00" && photo.hasPosition)
        let copy = try Photo.printable(bytes)
        #expect(copy.width == 160 && copy.height == 80)
        #expect(try pixels(jpeg: copy.bytes, width: 160, height: 80).isNear([220, 30, 30], 30, 40))
        #expect(!copy.bytes[...].holds("Exif"))
    }

    @Test func `a picture that ends too early is refused`() throws {
        let files = [
            twoColours(width: 640, height: 480), png(width: 60, height: 60, colour: [9, 9, 9, 255]), webp(),
            try heic(twoColours()),
        ]
        for file in files {
            #expect(refusal(file) == nil)
            for share in [0.5, 0.8, 0.95] {
                let part = Array(file.prefix(Int(Double(file.count) * share)))
                #expect(refusal(part) == .truncated, "\(file[1]) \(share)")
            }
        }
    }

    @Test func `a damaged picture is refused`() {
        var bytes = png(width: 60, height: 60, colour: [9, 9, 9, 255])
        for at in 60..<200 { bytes[at] ^= 0x5a }
        #expect(refusal(bytes) == .damaged)
        #expect(refusal(png(width: 4, height: 4, colour: [0, 0, 0, 0], declared: (0, 7))) == .damaged)
    }

    @Test(arguments: [
        ("MZ\u{90}\0\u{3}\0\0\0This program cannot be run in DOS mode", PhotoError.notAPicture),
        ("%PDF-1.7\n", .notAPicture), ("PK\u{3}\u{4}word/document.xml", .notAPicture), ("", .notAPicture),
        ("push graphic-context\nimage over 0,0 0,0 'https://example.org/x'", .notAPicture),
        ("<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", .unsupported("SVG")),
        ("GIF89a\u{1}\0\u{1}\0", .unsupported("GIF")), ("II*\0", .unsupported("TIFF")),
        ("\0\0\0\u{18}ftypavif\0\0\0\0avifmif1", .unsupported("AVIF")),
        ("\0\0\0\u{18}ftypmp42\0\0\0\0mp42isom", .notAPicture),
    ])
    func `what is no photo is refused whatever its name`(text: String, reason: PhotoError) {
        let bytes = text.unicodeScalars.map { UInt8($0.value) }
        #expect(refusal(bytes) == reason)
        #expect(throws: reason) { try Photo.read(bytes) }
    }

    @Test func `another format behind a photo's first bytes reaches no other decoder`() {
        let svg = Array("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>".utf8)
        #expect(refusal([0xff, 0xd8, 0xff] + svg) != nil)
        #expect(refusal([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10] + svg) != nil)
        #expect(refusal(Array("RIFF\0\0\0\0WEBP".utf8) + svg) != nil)
    }

    @Test func `a header that promises too many pixels is refused before decoding`() {
        for size in [(65500, 65500), (Int(UInt32.max), Int(UInt32.max)), (100_000_001, 1), (1, Int(UInt32.max))] {
            #expect(refusal(png(width: 4, height: 4, colour: [0, 0, 0, 0], declared: size)) == .tooLarge)
        }
        var jpeg = twoColours(width: 16, height: 16)
        if let frame = (0..<jpeg.count - 1).first(where: { jpeg[$0] == 0xff && jpeg[$0 + 1] == 0xc0 }) {
            jpeg.replaceSubrange(frame + 5..<frame + 9, with: [0xff, 0xff, 0xff, 0xff])
        }
        #expect(refusal(jpeg) == .tooLarge)
    }

    @Test func `bytes at random never bring the reader down`() {
        var seed: UInt64 = 88_172_645_463_325_252
        func random() -> Int {
            seed ^= seed << 13
            seed ^= seed >> 7
            seed ^= seed << 17
            return Int(seed >> 33)
        }
        let files = [
            withExif(twoColours(), orientation: 6, taken: "2025:01:14 09:30:05", position: true), webp(),
            png(width: 8, height: 8, colour: [1, 2, 3, 255]),
        ]
        for round in 0..<300 {
            var bytes = files[round % files.count]
            for _ in 0..<6 { bytes[random() % bytes.count] = UInt8(random() & 255) }
            if let photo = try? Photo.read(bytes) { #expect(photo.width > 0 && photo.height > 0) }
            _ = refusal(bytes)
        }
    }
}
