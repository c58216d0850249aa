import Document
import Foundation
import Synchronization
import TestSupport
import Testing

/// A sandbox that is killed remembers every write that it answered.
struct DurabilityTests {
    @Test func everyAnsweredWriteOutlivesAKill() async throws {
        let estate = try KilledSandbox()
        var acknowledged = Acknowledged()
        for round in 0..<6 {
            let process = try await estate.start()
            // Two clients write at once until they find the connection gone; the kill comes after some of their writes.
            let writers = try (0..<2).map { try estate.startWriting(round: round, client: $0) }
            let moment = Int.random(in: 1...150)
            let deadline = ContinuousClock.now + .seconds(30)
            while writers[0].answers.count < moment, ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(1))
            }
            process.kill()
            process.waitUntilExit()
            for writer in writers {
                writer.process.waitUntilExit()
                acknowledged.note(writer.answers)
            }
        }
        let changes = acknowledged.counts.values.reduce(0, +)
        print("6 kills under writes: \(acknowledged.created.count) created, \(changes) changed")
        #expect(acknowledged.created.count > 50, "too few writes to say anything")

        let process = try await estate.start()
        let stored = try await estate.configMaps()
        process.kill()
        process.waitUntilExit()
        for name in acknowledged.created.subtracting(acknowledged.maybeDeleted) {
            #expect(stored[name] != nil, "\(name) was answered with 201 and is not there")
        }
        for name in acknowledged.deleted {
            #expect(stored[name] == nil, "\(name) was deleted with 200 and is there again")
        }
        for (name, count) in acknowledged.counts {
            #expect((stored[name] ?? -1) >= count, "\(name) was answered at \(count)")
        }
    }
}

/// What the sandbox answered with success, and what it was asked to delete.
private struct Acknowledged {
    var created: Set<String> = []
    var deleted: Set<String> = []
    var maybeDeleted: Set<String> = []
    /// The last count that was answered for each counter.
    var counts: [String: Int] = [:]

    /// Takes lines `<status> <method> <name> <count>`; status 0 is none.
    mutating func note(_ lines: [String]) {
        for line in lines {
            let words = line.split(separator: " ").map(String.init)
            guard words.count == 4, let status = Int(words[0]), let count = Int(words[3]) else { continue }
            switch (words[1], status) {
            case ("POST", 201): created.insert(words[2])
            case ("PATCH", 200): counts[words[2]] = count
            case ("DELETE", 200):
                deleted.insert(words[2])
                maybeDeleted.insert(words[2])
            case ("DELETE", _): maybeDeleted.insert(words[2])
            default: break
            }
        }
    }
}

/// A sandbox in the foreground that a test kills and starts again, with clients that write to it.
private final class KilledSandbox: Sendable {
    private let folder: TemporaryFolder
    private let place = Mutex(TestNetwork())

    init() throws {
        folder = try TemporaryFolder()
    }

    private var network: String { place.withLock { $0.prefix } }

    /// Starts it, in a network that is free, and returns when it answers.
    func start() async throws -> ChildProcess {
        for _ in 0..<20 {
            place.withLock { $0 = TestNetwork() }
            if let process = try await startHere() { return process }
        }
        let words = (try? String(contentsOfFile: folder.path("log"), encoding: .utf8)) ?? ""
        throw Program.Failure(description: "the sandbox did not start: \(words)")
    }

    /// Nil where it ends before it answers, as where somebody else lives in its network.
    private func startHere() async throws -> ChildProcess? {
        let log = try folder.write("", to: "log")
        let descriptor = open(log, O_WRONLY | O_CLOEXEC)
        defer { close(descriptor) }
        let process = try ChildProcess(
            [
                Workplace.sandbox, "serve", "--dir", folder.path("sandbox"),
                "--network", "\(network).0.0/16",
            ], output: descriptor, errors: descriptor)
        for _ in 0..<1200 where process.isRunning {
            // Another sandbox may answer here: this one says so itself first.
            let words = try String(contentsOfFile: log, encoding: .utf8)
            if words.contains("the sandbox answers") { return process }
            try await Task.sleep(for: .milliseconds(25))
        }
        process.kill()
        process.waitUntilExit()
        return nil
    }

    /// A client that creates, counts up and deletes over one connection until it breaks.
    struct Writer {
        let process: ChildProcess
        fileprivate let output: String

        /// A line an answer, as `Acknowledged` reads it.
        var answers: [String] {
            let text = (try? String(contentsOfFile: output, encoding: .utf8)) ?? ""
            return text.split(separator: "\n").map(String.init)
        }
    }

    func startWriting(round: Int, client: Int) throws -> Writer {
        let name = "r\(round)c\(client)"
        var requests = [Self.request("POST", "", name: "\(name)-count", count: 0)]
        for index in 1...2000 {
            requests.append(Self.request("POST", "", name: "\(name)-\(index)", count: 0))
            requests.append(Self.request("PATCH", "/\(name)-count", name: "\(name)-count", count: index))
            if index.isMultiple(of: 3) {
                requests.append(Self.request("DELETE", "/\(name)-\(index - 1)", name: "\(name)-\(index - 1)", count: 0))
            }
        }
        let common = [("header", "Authorization: Bearer \(try token)")]
        let blocks = requests.map { options in
            (options + common).map { name, value in
                value.isEmpty ? name : "\(name) = \"\(value.replacing("\"", with: "\\\""))\""
            }.joined(separator: "\n")
        }
        let config = "fail-early\n" + blocks.joined(separator: "\nnext\n").replacing("SERVER", with: server)
        let file = try folder.write(config, to: "\(name).requests")
        let output = try folder.write("", to: "\(name).answers")
        let descriptor = open(output, O_WRONLY | O_CLOEXEC)
        defer { close(descriptor) }
        let process = try ChildProcess(["curl", "--config", file], output: descriptor, errors: descriptor)
        return Writer(process: process, output: output)
    }

    /// The counts of the ConfigMaps there are, by name.
    func configMaps() async throws -> [String: Int] {
        let answer = try await Program("curl")(
            "-sSfk", "-H", "Authorization: Bearer \(token)", "\(server)/api/v1/namespaces/default/configmaps")
        let items = try Value(json: answer)["items"]?.array ?? []
        return Dictionary(
            items.map { item in
                (item["metadata"]?["name"]?.string ?? "", item["data"]?["n"]?.string.flatMap { Int($0) } ?? 0)
            }, uniquingKeysWith: { $1 })
    }

    private var server: String { "https://\(network).1.1:6443" }

    private var token: String {
        get throws {
            try String(contentsOfFile: folder.path("sandbox/token/sandbox"), encoding: .utf8)
                .trimmingCharacters(in: .whitespacesAndNewlines)
        }
    }

    private static func request(_ method: String, _ path: String, name: String, count: Int) -> [(String, String)] {
        let type = method == "PATCH" ? "application/merge-patch+json" : "application/json"
        var options = [
            ("url", "SERVER/api/v1/namespaces/default/configmaps\(path)"), ("request", method), ("silent", ""),
            ("insecure", ""), ("output", "/dev/null"), ("header", "Content-Type: \(type)"),
            ("write-out", "%{http_code} \(method) \(name) \(count)\\n"),
        ]
        switch method {
        case "POST": options.append(("data", #"{"metadata":{"name":"\#(name)"},"data":{"n":"\#(count)"}}"#))
        case "PATCH": options.append(("data", #"{"data":{"n":"\#(count)"}}"#))
        default: break
        }
        return options
    }
}
