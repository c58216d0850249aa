import Document
import Foundation
import TestSupport
import Testing

/// A rotation that is killed at the boundary of any of its writes, and what is run after it, end in one value everywhere.
struct KilledRotationTests {
    /// What is run after the kill.
    enum Next: String, Sendable, CaseIterable {
        case sameCommand, samePlan, apply
    }

    @Test(arguments: Next.allCases) func endsInOneValue(_ next: Next) async throws {
        let site = try await Site.project()
        try await site.berth("apply", "--yes", exits: 0)
        let command = try await command(next, at: site)
        let before = try await site.requests().count
        #expect(try await site.workplace.berth(command).status == 0)
        let points = RequestPoint.all(in: Array(try await site.requests().dropFirst(before)))
            .filter { ["POST", "PATCH", "PUT", "DELETE"].contains($0.method) }
        let holder = try #require(
            points.firstIndex { $0.path.contains("secrets/loopback-load-balancer") && $0.isLast(in: points) })
        var (struck, tried) = (0, 0)
        // Every write once; what else can be run after it only for the write of the value.
        for (index, point) in points.enumerated() where next == .sameCommand || index == holder {
            let all = Kill.Boundary.allCases
            // All boundaries of the write of the value, one of each other.
            for boundary in index == holder ? all : [all[index % all.count]] {
                if try await trial(point, boundary, then: next, at: site) { struck += 1 }
                tried += 1
            }
        }
        #expect(struck > tried / 2, "\(struck) of \(tried) were killed")
    }

    /// The command to kill, its plan made where it needs one.
    private func command(_ next: Next, at site: Site) async throws -> [String] {
        guard next == .samePlan else { return ["secret", "rotate", "w1", "api-key", "--yes"] }
        try await site.berth("secret", "rotate", "w1", "api-key", "--out", "rotate.plan", exits: 0)
        return ["apply", "rotate.plan", "--yes"]
    }

    /// Kills a rotation and goes on; false where it came to its end before.
    private func trial(
        _ point: RequestPoint, _ boundary: Kill.Boundary, then next: Next, at site: Site
    ) async throws -> Bool {
        let what = "\(next), killed \(boundary) \(point)"
        let old = try await site.apiKey("w1")
        let command = try await command(next, at: site)
        let nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC)
        defer { close(nowhere) }
        let paused = try PausedProcess(
            command, environment: Site.planted.merging(["BERTH_LEASE_SECONDS": "3"]) { $1 }, in: site.folder.path,
            output: nowhere, errors: nowhere)
        try await site.sandbox(
            "fault", "add", "kill-client", "--process", "\(paused.process.identifier)", "--moment", boundary.rawValue,
            "--times", "1", "--skip", "\(point.earlier)", "--match",
            "method=\(point.method),cluster=\(point.cluster),path=\(point.path)")
        paused.go()
        let status = paused.process.waitUntilExit()
        try await site.sandbox("fault", "clear")
        let rest = next == .apply ? ["apply", "--yes"] : command
        try await eventually("the killed run's lock ends, and \(rest) is done (\(what))") {
            // A plan that was carried out to its end is not carried out again.
            let outcome = try await site.workplace.berth(rest)
            return outcome.status == 0 || next == .samePlan && outcome.status == 3
        }
        let now = try await site.apiKey("w1")
        #expect(try await site.opened("w1/api-key", by: "age.key") == now, "\(what)")
        if next == .sameCommand { #expect(now != old, "\(what)") }
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
        return status != 0
    }
}

extension RequestPoint {
    /// Whether no later request goes to the same path: of a write that was tried before, it is the real one.
    fileprivate func isLast(in points: [RequestPoint]) -> Bool {
        points.last { $0.path == path && $0.method == method } == self
    }
}
