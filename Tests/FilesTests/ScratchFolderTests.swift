import Foundation
import TestSupport
import Testing

@testable import Files

struct ScratchFolderTests {
    @Test func isForItsOwnerAndGoesWithItsContents() throws {
        let parent = try TemporaryFolder()
        var folder: ScratchFolder? = try ScratchFolder(named: "work", in: parent.path)
        let path = try #require(folder?.path)
        try folder?.write([1], to: "a/b/c")
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o700 && FileManager.default.fileExists(atPath: "\(path)/a/b/c"))
        folder = nil
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    /// What a killed process left is removed by the next one; what is in use, young or somebody else's by name stays.
    @Test func sweepsWhatNobodyHolds() throws {
        let parent = try TemporaryFolder()
        let held = try ScratchFolder(named: "work", in: parent.path)
        for name in ["work-aaaaaa/charts", "work-longer-name", "other-aaaaaa"] {
            try FileManager.default.createDirectory(
                atPath: parent.path(name), withIntermediateDirectories: true)
        }
        try parent.write("x", to: "work-aaaaaa/charts/file")
        func there() throws -> Set<String> { Set(try FileManager.default.contentsOfDirectory(atPath: parent.path)) }
        let before = try there()
        let young = try ScratchFolder(named: "work", in: parent.path)
        #expect(try there().isSuperset(of: before))
        let next = try ScratchFolder(named: "work", in: parent.path, age: 0)
        let names = [held, young, next].map { URL(filePath: $0.path).lastPathComponent }
        #expect(try there() == Set(names + ["work-longer-name", "other-aaaaaa"]))
    }
}
