import ArgumentParser
import Foundation
import Planning
import TestSupport
import Testing

@testable import Commands

/// What stands where a plan is to be saved.
struct PlanFileTests {
    private let folder: TemporaryFolder
    private let plan = Plan(estate: "e", purpose: .apply, steps: [], groups: [])

    init() throws { folder = try TemporaryFolder() }

    private func fails(at path: String?, with error: any Error = ExitCode(1), saving: Bool = false) async {
        await #expect(throws: (any Error).self) {
            try await PlanFile.replacing(at: path) {
                if saving, let path { try PlanFile.write(plan, to: path) }
                throw error
            }
        }
    }

    private func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    @Test func anOldPlanGoesWhereNoNewOneIsMade() async throws {
        let old = folder.path("old.plan")
        try PlanFile.write(plan, to: old)
        try FileManager.default.createSymbolicLink(atPath: folder.path("link.plan"), withDestinationPath: old)
        await fails(at: folder.path("link.plan"))
        #expect(!exists(old))
        // The link is still there, and leads to the next one.
        try PlanFile.write(plan, to: folder.path("link.plan"))
        #expect(try PlanFile.read(old) == plan)
        await fails(at: old)
        #expect(!exists(old))
    }

    /// A plan with changes ends a command with a code, too; and a mistyped name says nothing of the plan that is there.
    @Test func aPlanStaysThatIsNewOrThatNobodyMeantToReplace() async throws {
        let path = folder.path("new.plan")
        try PlanFile.write(plan, to: path)
        await fails(at: path, saving: true)
        #expect(exists(path))
        await fails(at: path, with: UsageError("no such workspace"))
        await fails(at: path, with: ExitCode(64))
        #expect(exists(path))
    }

    @Test func whateverIsNoPlanStays() async throws {
        let notes = try folder.write("notes\n", to: "notes")
        let other = try folder.write("{\"digest\":\"1\",\"format\":\"image\"}", to: "other.json")
        for path in [nil, notes, other, folder.path, folder.path("absent")] { await fails(at: path) }
        #expect(exists(notes) && exists(other))
    }
}
