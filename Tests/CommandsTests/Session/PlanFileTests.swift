import Foundation
import Planning
import TestSupport
import Testing

@testable import Commands

/// What stands where a plan is to be saved.
struct PlanFileTests {
    @Test func onlyAnOldPlanIsTakenAway() throws {
        let folder = try TemporaryFolder()
        let plan = Plan(estate: "e", purpose: .apply, steps: [], groups: [])
        let old = folder.path("old.plan")
        try PlanFile.write(plan, to: old)
        try FileManager.default.createSymbolicLink(atPath: folder.path("link.plan"), withDestinationPath: old)
        PlanFile.removeOld(folder.path("link.plan"))
        #expect(!FileManager.default.fileExists(atPath: old))
        // The link is still there, and leads to the next one.
        try PlanFile.write(plan, to: folder.path("link.plan"))
        #expect(try PlanFile.read(old) == plan)
        let other = try folder.write("notes\n", to: "notes")
        for path in [nil, other, folder.path, folder.path("absent")] { PlanFile.removeOld(path) }
        #expect(FileManager.default.fileExists(atPath: other))
        PlanFile.removeOld(old)
        #expect(!FileManager.default.fileExists(atPath: old))
    }
}
