import CZlib

/// Gzip (RFC 1952), one member at a time.
public enum Gzip {
    /// One member that holds the bytes; the same bytes give the same member. Nil where zlib has no memory.
    public static func pack(_ bytes: [UInt8], level: Int = 6) -> [UInt8]? {
        var stream = z_stream()
        guard zlib_deflate_start(&stream, Int32(level)) == Z_OK else { return nil }
        defer { deflateEnd(&stream) }
        guard let count = UInt32(exactly: bytes.count) else { return nil }
        var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))) + 32)
        let result = bytes.withUnsafeBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                stream.avail_in = count
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(output.count)
                return deflate(&stream, Z_FINISH)
            }
        }
        guard result == Z_STREAM_END else { return nil }
        output.removeLast(Int(stream.avail_out))
        return output
    }

    /// Why a member cannot be read.
    public enum Fault: Error, Sendable, Equatable {
        /// The bytes are no gzip, or damaged.
        case damaged
        /// They end before the member does.
        case truncated
        /// The content is larger than allowed.
        case tooLarge
    }

    /// The content of the member that begins at an offset, and where it ends.
    ///
    /// - Parameter limit: bytes of content that are allowed.
    public static func unpack(_ bytes: [UInt8], at offset: Int, limit: Int) throws(Fault) -> (
        content: [UInt8], end: Int
    ) {
        guard offset < bytes.count else { throw .truncated }
        var stream = z_stream()
        guard zlib_inflate_start(&stream) == Z_OK else { throw .damaged }
        defer { inflateEnd(&stream) }
        var content: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        var at = offset
        while true {
            let available = min(bytes.count - at, 1 << 20)
            let before = content.count
            let result = bytes.withUnsafeBufferPointer { input in
                piece.withUnsafeMutableBufferPointer { output in
                    stream.next_in = input.baseAddress.map { UnsafeMutablePointer(mutating: $0 + at) }
                    stream.avail_in = UInt32(available)
                    stream.next_out = output.baseAddress
                    stream.avail_out = UInt32(output.count)
                    return inflate(&stream, Z_NO_FLUSH)
                }
            }
            at += available - Int(stream.avail_in)
            content += piece[..<(piece.count - Int(stream.avail_out))]
            if content.count > limit { throw .tooLarge }
            switch result {
            case Z_STREAM_END: return (content, at)
            case Z_OK, Z_BUF_ERROR:
                if at == bytes.count, content.count == before { throw .truncated }
            default: throw .damaged
            }
        }
    }
}
