/// The bytes of a ZIP file around contents that go by in pieces (PKWARE APPNOTE 6.3.10): what stands before each, and the
/// directory at the end. Contents are stored as they are; their length and CRC-32 must be known when one begins, so that
/// every reader takes the file, those of streams too. Past 4 GB it is ZIP64. It says that it was made on Unix: `unzip` of
/// Linux takes names of DOS for the code page of a PC, whatever the bit of UTF-8 says.
public struct ZipStream: Sendable {
    private var directory: [UInt8] = []
    private var count = 0
    private var written = 0

    /// An empty archive.
    public init() {}

    /// What stands before a content of `size` bytes (less than 4 GB). The caller sends exactly that many after it.
    public mutating func begin(_ name: String, size: Int, crc: UInt32) -> [UInt8] {
        var header: [UInt8] = []
        header.little(written > 0xffff_fffe ? 45 : 20, 2)  // version needed
        header.little(0x0800, 2)  // bit 11: the name is UTF-8
        header.little(0, 2)  // stored
        header.little(0x0021_0000, 4)  // 1980-01-01 00:00 in the form of DOS
        header.little(Int(crc), 4)
        header.little(size, 4)
        header.little(size, 4)
        header.little(name.utf8.count, 2)

        let isFar = written > 0xffff_fffe
        directory.little(0x0201_4b50, 4)
        directory.little(3 << 8 | 45, 2)  // made by: Unix, version 4.5
        directory += header
        directory.little(isFar ? 12 : 0, 2)
        directory.little(0, 2)  // no comment
        directory.little(0, 2)  // disk
        directory.little(0, 2)  // internal attributes
        directory.little(0o100_644 << 16, 4)  // external attributes: a file its owner may change
        directory.little(isFar ? 0xffff_ffff : written, 4)
        directory += name.utf8
        if isFar {
            directory.little(1, 2)  // ZIP64: the place of the entry
            directory.little(8, 2)
            directory.little(written, 8)
        }

        var bytes: [UInt8] = []
        bytes.little(0x0403_4b50, 4)
        bytes += header
        bytes.little(0, 2)  // no extra field
        bytes += name.utf8
        written += bytes.count + size
        count += 1
        return bytes
    }

    /// The directory, after the last content.
    public func end() -> [UInt8] {
        var bytes = directory
        let isLarge = written > 0xffff_fffe || count > 0xfffe
        if isLarge {
            bytes.little(0x0606_4b50, 4)
            bytes.little(44, 8)
            bytes.little(45, 2)
            bytes.little(45, 2)
            bytes.little(0, 4)
            bytes.little(0, 4)
            bytes.little(count, 8)
            bytes.little(count, 8)
            bytes.little(directory.count, 8)
            bytes.little(written, 8)
            bytes.little(0x0706_4b50, 4)
            bytes.little(0, 4)
            bytes.little(written + directory.count, 8)
            bytes.little(1, 4)
        }
        bytes.little(0x0605_4b50, 4)
        bytes.little(0, 4)  // disks
        bytes.little(isLarge ? 0xffff : count, 2)
        bytes.little(isLarge ? 0xffff : count, 2)
        bytes.little(isLarge ? 0xffff_ffff : directory.count, 4)
        bytes.little(isLarge ? 0xffff_ffff : written, 4)
        bytes.little(0, 2)  // no comment
        return bytes
    }
}

/// CRC-32 as ZIP has it (ISO 3309), of bytes that come in pieces.
public struct CRC32: Sendable {
    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { crc, _ in crc & 1 == 1 ? crc >> 1 ^ 0xedb8_8320 : crc >> 1 }
    }
    private var state: UInt32 = .max

    /// Of nothing yet.
    public init() {}

    /// The sum of what came so far.
    public var value: UInt32 { ~state }

    /// Takes the next piece.
    public mutating func add(_ piece: UnsafeRawBufferPointer) {
        CRC32.table.withUnsafeBufferPointer { table in
            var state = state
            for byte in piece { state = state >> 8 ^ table[Int((state ^ UInt32(byte)) & 0xff)] }
            self.state = state
        }
    }
}
