import CZlib

/// Reads what gzip packed (RFC 1952).
package enum Gzip {
    /// Why bytes cannot be unpacked.
    package enum Failure: Error, Sendable, Hashable {
        /// They are no gzip, or damaged.
        case damaged
        /// They would be longer than this many bytes.
        case tooLarge(limit: Int)
    }

    /// The bytes, unpacked. Stops as soon as there are more than `limit`, so that a small file cannot fill the memory.
    package static func unpacked(_ bytes: [UInt8], limit: Int) throws(Failure) -> [UInt8] {
        var stream = z_stream()
        guard zlib_begin_gunzip(&stream) == Z_OK else { throw .damaged }
        defer { inflateEnd(&stream) }
        var input = bytes
        var output: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        let end = input.withUnsafeMutableBufferPointer { source -> Result<Void, Failure> in
            stream.next_in = source.baseAddress
            stream.avail_in = UInt32(clamping: source.count)
            while true {
                let (status, written) = chunk.withUnsafeMutableBufferPointer { target in
                    stream.next_out = target.baseAddress
                    stream.avail_out = UInt32(target.count)
                    return (inflate(&stream, Z_NO_FLUSH), target.count - Int(stream.avail_out))
                }
                output += chunk.prefix(written)
                guard output.count <= limit else { return .failure(.tooLarge(limit: limit)) }
                if status == Z_STREAM_END { return .success(()) }
                guard status == Z_OK, written > 0 || stream.avail_in > 0 else { return .failure(.damaged) }
            }
        }
        try end.get()
        return output
    }
}
