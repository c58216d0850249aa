import Files
import Foundation
import TestSupport
import Testing

struct TidyPathTests {
    @Test(arguments: [
        ("a", "a"), ("/etc/a", "/etc/a"), ("specs/../zones", "zones"), ("./a//b/", "a/b"), ("specs/../../a", "../a"),
        ("specs/..", "."), ("/x/../a", "/a"), ("../a", "../a"), ("", "."),
    ])
    func whatLeadsNowhereIsLeftOut(_ path: String, _ tidy: String) { #expect(path.tidyPath == tidy) }

    /// What a link points to has another parent than the link: the path must lead where it led.
    @Test func aPathLeadsWhereItLed() throws {
        let folder = try TemporaryFolder()
        try folder.write("near", to: "a")
        try folder.write("far", to: "elsewhere/a")
        try folder.write("", to: "elsewhere/specs/x")
        try folder.write("", to: "plain/x")
        try FileManager.default.createSymbolicLink(
            atPath: folder.path("specs"), withDestinationPath: folder.path("elsewhere/specs"))
        for (path, text) in [("specs/../a", "far"), ("plain/../a", "near"), ("plain/./../specs/../a", "far")] {
            let tidy = folder.path(path).tidyPath
            #expect(try String(contentsOfFile: tidy, encoding: .utf8) == text, "\(tidy)")
        }
        #expect(folder.path("plain/../a").tidyPath == folder.path("a"))
    }
}
