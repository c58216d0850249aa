import Glibc
import TestSupport
import Testing

@testable import Files

/// Files that are read, and what only looks like one.
struct RegularFileTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func read(_ name: String, limit: Int = 100) -> Result<[UInt8], FileError> {
        Result { () throws(FileError) in try RegularFile(reading: folder.path(name), limit: limit).bytes }
    }

    @Test func filesAreReadThroughLinks() throws {
        try folder.write("text", to: "file")
        #expect(symlink("file", folder.path("link")) == 0)
        #expect(read("file") == .success(Array("text".utf8)))
        #expect(read("link") == .success(Array("text".utf8)))
    }

    @Test func whatWouldWaitOrNeverEndsIsRefusedByItsName() throws {
        #expect(mkfifo(folder.path("pipe"), 0o600) == 0)
        #expect(symlink("/dev/zero", folder.path("device")) == 0)
        #expect(mkdir(folder.path("folder"), 0o700) == 0)
        #expect(read("pipe") == .failure(.notRegular(.pipe)))
        #expect(read("device") == .failure(.notRegular(.device)))
        #expect(read("folder") == .failure(.notRegular(.folder)))
        #expect(read("nothing") == .failure(.absent))
        #expect("\(FileError.notRegular(.pipe))" == "it is a named pipe, not a regular file")
    }

    @Test func aLongFileIsRefused() throws {
        try folder.write(String(repeating: "x", count: 101), to: "file")
        #expect(read("file") == .failure(.tooLarge(bytes: 101, limit: 100)))
    }

    @Test func whoMayReadIsTold() throws {
        let path = try folder.write("text", to: "file")
        for mode: mode_t in [0o600, 0o604] {
            chmod(path, mode)
            #expect(try RegularFile(reading: path, limit: 100).isWorldReadable == (mode == 0o604))
        }
    }
}
