import CGit2
import Glibc

/// A file below `objects`: one object, compressed.
enum LooseObject {
    /// What is wrong with a file, as the end of a sentence; nil where it is sound, absent or not readable.
    static func defect(of file: String, limit: Int) -> String? {
        let descriptor = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return "is not a file" }
        var stream = z_stream()
        guard inflateInit_(&stream, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else { return nil }
        defer { inflateEnd(&stream) }
        var input = [UInt8](repeating: 0, count: 1 << 15)
        var output = [UInt8](repeating: 0, count: 1 << 15)
        while true {
            let count = read(descriptor, &input, input.count)
            guard count > 0 else { return "ends too early: it was not written whole" }
            switch inflate(input[..<count], with: &stream, into: &output, limit: limit) {
            case .ended: return nil
            case .goesOn: continue
            case .broken: return "is damaged"
            case .tooLarge: return "is larger than \(limit) bytes"
            }
        }
    }

    private enum Progress {
        case ended, goesOn, broken, tooLarge
    }

    /// Unpacks a part of a file; what comes out is only counted.
    private static func inflate(
        _ part: ArraySlice<UInt8>, with stream: inout z_stream, into output: inout [UInt8], limit: Int
    ) -> Progress {
        var part = Array(part)
        return part.withUnsafeMutableBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(input.count)
                repeat {
                    stream.next_out = output.baseAddress
                    stream.avail_out = UInt32(output.count)
                    switch CGit2.inflate(&stream, Z_NO_FLUSH) {
                    case Z_STREAM_END: return .ended
                    case Z_OK: if stream.total_out > limit { return .tooLarge }
                    case Z_BUF_ERROR: return .goesOn
                    default: return .broken
                    }
                } while stream.avail_in > 0 || stream.avail_out == 0
                return .goesOn
            }
        }
    }

    /// A file of at most 64 KiB as text; nil where there is none.
    static func shortText(of file: String) -> String? {
        let descriptor = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = read(descriptor, &bytes, bytes.count)
        return count < 0 ? nil : String(decoding: bytes.prefix(count), as: UTF8.self)
    }
}
