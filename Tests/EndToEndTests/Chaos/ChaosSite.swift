import Document
import Foundation
import TestSupport
import Testing

/// A sandbox with one or more colleagues who run berth on it.
final class ChaosSite: Sendable {
    let workplace: Workplace
    private let running: RunningSandbox
    private let patience: String?

    /// How long a run's lock outlives it. One that is to be killed, or disturbed, soon lets go; a run that must come to its end has
    /// the time that users have, which a busy machine does not use up.
    enum Lease {
        case short
        case ordinary

        fileprivate var environment: [String: String] {
            switch self {
            case .short: ["BERTH_LEASE_SECONDS": "3"]
            case .ordinary: [:]
            }
        }
    }

    /// `patience` is how long runs wait for what comes about, in the estate's form; by default long.
    init(seed: Int = 1, patience: String? = nil) async throws {
        self.patience = patience
        workplace = try Workplace(environment: Site.planted)
        running = try await RunningSandbox(
            in: workplace.folder, clusters: "fsn1-a,fra-a,root-1", seed: "\(seed)", environment: Site.planted)
        try workplace.makeRecipients()
        try prepare(workplace)
    }

    private var folder: TemporaryFolder { workplace.folder }

    private func prepare(_ workplace: Workplace) throws {
        try workplace.edit("specs/estate.yaml") { [running, patience] text in
            var text = text.replacing("127.66", with: running.network)
            if let patience {
                text.replace(
                    /timeouts: .*/,
                    with: "timeouts: {network: \(patience), controlPlane: \(patience), api: \(patience)}")
            }
            return text
        }
        guard let patience else { return }
        for name in ["datastore-monitor", "workspace-guardrails", "traffic-policies"] {
            try workplace.edit("templates/applications/\(name)/application.yaml") {
                $0.replacing(/timeout: .*/, with: "timeout: \(patience)")
            }
        }
    }

    /// Somebody else with specifications and a clone of the state of their own.
    func colleague(remote: String) throws -> Workplace {
        let colleague = try Workplace(environment: Site.planted)
        try prepare(colleague)
        try colleague.remove(".sandbox")
        try FileManager.default.createSymbolicLink(
            atPath: colleague.folder.path(".sandbox"), withDestinationPath: folder.path(".sandbox"))
        try colleague.edit("specs/estate.yaml") {
            $0.replacing(
                "    repository: ../state/estate.git",
                with: "    repository: ../state/estate.git\n    remote: \(remote)")
        }
        return colleague
    }

    /// A bare repository that is shared.
    func remote(_ name: String) async throws -> String {
        let path = folder.path(name)
        try await Program.git(["init", "--quiet", "--bare", "--initial-branch", "main", path])
        return path
    }

    // MARK: Runs

    /// Runs berth to its end, which is a kill after three minutes.
    func berth(_ arguments: [String], lease: Lease = .ordinary) async throws -> Program.Outcome {
        try await run(arguments, killing: nil, lease: lease)
    }

    /// Runs berth and kills it at a moment.
    func run(_ arguments: [String], killing moment: Kill.Moment?) async throws -> Program.Outcome {
        try await run(arguments, killing: moment, lease: moment == nil ? .ordinary : .short)
    }

    private func run(_ arguments: [String], killing moment: Kill.Moment?, lease: Lease) async throws -> Program.Outcome
    {
        let output = try ScratchFile()
        let errors = try ScratchFile()
        let paused = try PausedProcess(
            arguments,
            environment: Site.planted.merging(["NO_COLOR": "1", "BERTH_ACTOR": "chaos <chaos@localhost>"]) { $1 }
                .merging(lease.environment) { $1 },
            in: folder.path, output: output.descriptor, errors: errors.descriptor)
        let process = paused.process
        if case .request(let boundary, let point) = moment {
            try await control(
                "/faults",
                posting: [
                    "kind": "kill-client", "process": .integer(Int64(process.identifier)),
                    "moment": .string(boundary.rawValue),
                    "times": 1, "skip": .integer(Int64(point.earlier)),
                    "match": [
                        "method": .string(point.method), "cluster": .string(point.cluster), "path": .string(point.path),
                    ],
                ])
        }
        paused.go()
        let begun = ContinuousClock.now
        var limit: Duration = .seconds(180)
        if case .milliseconds(let count) = moment { limit = .milliseconds(count) }
        while process.isRunning {
            if ContinuousClock.now - begun >= limit { process.kill() }
            try await Task.sleep(for: .milliseconds(5))
        }
        if case .request = moment { try await clearFaults() }
        return Program.Outcome(status: process.waitUntilExit(), output: output.text, errors: errors.text)
    }

    /// Forgets the state, as between two trials.
    func forgetState() throws {
        guard FileManager.default.fileExists(atPath: folder.path("state")) else { return }
        try workplace.remove("state")
    }

    /// What the state holds, by git: the files of all groups, not those of the runs.
    func recorded() async throws -> [String] {
        let files = try await Program.git([
            "-C", folder.path("state/estate.git"), "ls-tree", "-r", "--name-only", "HEAD",
        ])
        return files.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("runs/") }
    }

    // MARK: The sandbox

    func addFault(_ fault: Value) async throws { try await control("/faults", posting: fault) }

    func clearFaults() async throws { try await control("/faults", "-X", "DELETE") }

    func requests() async throws -> [Value] {
        try await control("/requests").split(separator: "\n").map { try Value(json: String($0)) }
    }

    func clearRequests() async throws { try await control("/requests", "-X", "DELETE") }

    /// What there is now.
    func world() async throws -> World {
        let zones = folder.path(".sandbox/zones")
        let files = try FileManager.default.contentsOfDirectory(atPath: zones)
            .filter { $0.hasSuffix(".zone") }.sorted()
        return World(
            inventory: try Value(json: await control("/inventory")),
            zones: try files.map { try String(contentsOfFile: "\(zones)/\($0)", encoding: .utf8) })
    }

    /// What there is once it is as expected; where it does not become so, what there is after a while: controllers finish what
    /// a run began a moment later.
    func world(expected: World) async throws -> World {
        let deadline = ContinuousClock.now + .seconds(15)
        while true {
            let world = try await world()
            if world == expected || ContinuousClock.now >= deadline { return world }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// The Leases that keep somebody out: those with a holder and those of runs; with `all`, every one but the estate's.
    func locks(all: Bool) async throws -> [String] {
        let token = try String(contentsOfFile: folder.path(".sandbox/token/root-1"), encoding: .utf8)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        let answer = try await Program("curl")(
            "-sSk", "-H", "Authorization: Bearer \(token)",
            "https://\(running.network).1.3:6443/apis/coordination.k8s.io/v1/namespaces/berth-system/leases")
        return (try Value(json: answer)["items"]?.array ?? []).compactMap { lease in
            let name = lease["metadata"]?["name"]?.string ?? ""
            let holder = lease["spec"]?["holderIdentity"]?.string ?? ""
            let isLeft = !holder.isEmpty || name.contains(".run.") || (all && !name.hasSuffix(".estate"))
            return isLeft ? "\(name) naming \(holder.isEmpty ? "nobody" : holder)" : nil
        }
    }

    @discardableResult
    private func control(_ path: String, _ options: String...) async throws -> String {
        let endpoints = try Value(json: Data(contentsOf: URL(filePath: folder.path(".sandbox/endpoints.json"))))
        let address = try #require(endpoints["control"]?.string)
        return try await Program("curl")(["-sSf"] + options + ["\(address)\(path)"])
    }

    private func control(_ path: String, posting value: Value) async throws {
        _ = try await control(path, "-d", String(decoding: value.json(), as: UTF8.self))
    }
}

extension Program.Outcome {
    /// How it ended and what it said last.
    var ending: String {
        let lines = (output + errors).split(separator: "\n").suffix(6).map { String($0.prefix(300)) }
        return "exit \(status)\n" + lines.joined(separator: "\n")
    }
}
