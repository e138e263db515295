import Child
import Foundation

/// Runs a program the tests need and gives what it prints. A missing program or a failure is an error: never a skip.
@discardableResult
func tool(_ name: String, _ arguments: [String], input: [UInt8]? = nil) throws -> [UInt8] {
    let process = ChildProcess()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [name] + arguments
    let (output, errors) = (Pipe(), Pipe())
    (process.standardOutput, process.standardError) = (output, errors)
    try process.run()
    let bytes = Array(output.fileHandleForReading.readDataToEndOfFile())
    let complaint = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    if process.terminationStatus != 0 {
        throw ToolFailure(name: name, status: process.terminationStatus, message: complaint)
    }
    return bytes
}

struct ToolFailure: Error {
    var name: String
    var status: Int32
    var message: String
}

/// Lends a folder that is gone afterwards.
func withFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("documents-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try body(folder)
}

func write(_ bytes: [UInt8], to path: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path))
}

func read(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: path)))
}

/// An RGB picture with 8 bits per sample, as `pdftoppm` writes it.
struct Pixels {
    var width: Int
    var height: Int
    var samples: ArraySlice<UInt8>

    /// Reads a binary PPM: `P6`, width, height, 255, samples.
    init(ppm: [UInt8]) throws {
        let fields = ppm.prefix(64).split(separator: 10, maxSplits: 3)
        let size = fields[1].split(separator: 32).compactMap { Int(String(decoding: $0, as: UTF8.self)) }
        (width, height) = (size[0], size[1])
        samples = ppm.suffix(width * height * 3)
    }

    /// Red, green and blue, 0…255, at a place counted from the top left.
    func colour(_ x: Int, _ y: Int) -> [Int] {
        let at = samples.startIndex + (y * width + x) * 3
        return samples[at..<at + 3].map(Int.init)
    }

    func isNear(_ wanted: [Int], _ x: Int, _ y: Int) -> Bool {
        zip(colour(x, y), wanted).allSatisfy { abs($0 - $1) < 30 }
    }
}

/// Decodes a JPEG by putting it on a page of its own size and letting poppler draw that.
func pixels(jpeg: [UInt8], width: Int, height: Int) throws -> Pixels {
    try pixels("/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode", jpeg, width: width, height: height)
}

/// Decodes a PNG in RGB or grey, 8 bits a sample and not interlaced, in the same way: a PDF holds such data as it is.
func pixels(png: [UInt8]) throws -> Pixels {
    func number(_ at: Int) -> Int { png[at..<at + 4].reduce(0) { $0 << 8 | Int($1) } }
    let (width, height, colours) = (number(16), number(20), png[25] == 2 ? 3 : 1)
    var (data, at) = ([UInt8](), 8)
    while at + 12 <= png.count {
        let content = png[at + 8..<at + 8 + number(at)]
        if png[at + 4..<at + 8].elementsEqual("IDAT".utf8) { data += content }
        at += 12 + content.count
    }
    let entries = """
        /ColorSpace/\(colours == 3 ? "DeviceRGB" : "DeviceGray")/BitsPerComponent 8/Filter/FlateDecode\
        /DecodeParms<</Predictor 15/Colors \(colours)/Columns \(width)>>
        """
    return try pixels(entries, data, width: width, height: height)
}

private func pixels(_ entries: String, _ image: [UInt8], width: Int, height: Int) throws -> Pixels {
    var pdf = Array("%PDF-1.4\n".utf8)
    var places: [Int] = []
    func add(_ text: String, _ stream: [UInt8]? = nil) {
        places.append(pdf.count)
        pdf += Array("\(places.count) 0 obj\n\(text)\n".utf8)
        if let stream { pdf += Array("stream\n".utf8) + stream + Array("\nendstream\n".utf8) }
        pdf += Array("endobj\n".utf8)
    }
    let draw = Array("\(width) 0 0 \(height) 0 0 cm /P Do".utf8)
    add("<</Type/Catalog/Pages 2 0 R>>")
    add("<</Type/Pages/Count 1/Kids[3 0 R]>>")
    add(
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 \(width) \(height)]/Contents 4 0 R/Resources<</XObject<</P 5 0 R>>>>>>")
    add("<</Length \(draw.count)>>", draw)
    add(
        """
        <</Type/XObject/Subtype/Image/Width \(width)/Height \(height)\(entries)/Length \(image.count)>>
        """, image)
    let table = pdf.count
    let entries = places.map { String(repeating: "0", count: 10 - "\($0)".utf8.count) + "\($0) 00000 n \n" }
    pdf += Array("xref\n0 6\n0000000000 65535 f \n\(entries.joined())trailer<</Size 6/Root 1 0 R>>\n".utf8)
    pdf += Array("startxref\n\(table)\n%%EOF\n".utf8)
    return try withFolder { folder in
        try write(pdf, to: "\(folder)/p.pdf")
        return try Pixels(ppm: tool("pdftoppm", ["-r", "72", "\(folder)/p.pdf"]))
    }
}
