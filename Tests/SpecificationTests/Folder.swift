import FoundationEssentials
import Glibc
import Testing

/// The folder of the package, and files written for a test.
enum Folder {
    static let root: String = {
        let file = #filePath
        guard let tests = file.ranges(of: "/Tests/").last else { return file }
        return String(file[..<tests.lowerBound])
    }()

    /// Whether files that tests compare with are to be written anew.
    static var isRecording: Bool { getenv("BERTH_RECORD") != nil }

    struct WriteError: Error {
        var path: String
        var code: Int32
    }

    static func write(_ bytes: [UInt8], to path: String) throws {
        guard let file = fopen(path, "w") else { throw WriteError(path: path, code: errno) }
        let written = fwrite(bytes, 1, bytes.count, file)
        guard fclose(file) == 0, written == bytes.count else { throw WriteError(path: path, code: errno) }
    }

    /// Runs with a new folder that is removed afterwards.
    static func temporary<Result>(_ body: (String) throws -> Result) throws -> Result {
        var template = Array("/tmp/berth-specification-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw WriteError(path: "/tmp", code: errno) }
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: path) } }
        return try body(path)
    }
}
