import Foundation
import TestSupport
import Testing

/// A place of the state that cannot be looked at is not an empty one.
struct BrokenPlaceTests {
    @Test(arguments: [("state", "state"), ("state", "/nothing/is/here"), ("state/estate.git", "/nothing/is/here")])
    func isNotTakenForAnEmptyOne(link: String, target: String) async throws {
        let site = try await Site.project()
        try await site.berth("apply", "--yes", exits: 0)
        try FileManager.default.moveItem(atPath: site.folder.path(link), toPath: site.folder.path("away"))
        try FileManager.default.createSymbolicLink(atPath: site.folder.path(link), withDestinationPath: target)
        for arguments in [["plan"], ["status"], ["state", "log"], ["destroy", "w1", "--out", "gone.plan"]] {
            let outcome = try await site.workplace.berth(arguments)
            #expect(outcome.status == 1 && outcome.errors.contains("state"), "\(arguments): \(outcome)")
        }
        try FileManager.default.removeItem(atPath: site.folder.path(link))
        try FileManager.default.moveItem(atPath: site.folder.path("away"), toPath: site.folder.path(link))
        #expect(try await site.berth("plan", exits: 0).words.contains("No changes"))
    }
}
