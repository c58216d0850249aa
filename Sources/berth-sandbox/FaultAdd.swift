import ArgumentParser
import Document
import Sandbox

/// Puts a fault in force.
struct FaultAdd: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Put a fault in force; prints its number.",
        discussion: "`berth-sandbox fault kinds` says what each kind does and takes.")

    @OptionGroup var directory: DirectoryOption

    @Argument(help: "One of \(Fault.Kind.allCases.map(\.rawValue).joined(separator: ", ")).")
    var kind: String

    @Option(
        name: .long,
        help: "What it is aimed at: method=PATCH,path=…,cluster=…,user=…,object=<ns>/<name>,resource=….")
    var match = ""

    @Option(name: .long, help: "How many requests it hits; all, where this is left out.")
    var times: Int?

    @Option(name: .long, help: "How likely it hits a request, from 0 to 1.")
    var probability: Double?

    @Option(name: .long, help: "How many requests that it is aimed at pass first.")
    var skip: Int?

    @Option(name: .long, help: "The process that the kind \"kill-client\" kills.")
    var process: Int?

    @Option(name: .long, help: "When \"kill-client\" kills it: before or after the work, or once it is answered.")
    var moment: String?

    @Option(name: .long, help: "What the kind \"status\" answers.")
    var status: Int?

    @Option(name: .long, help: "Seconds, for the Retry-After header of the kind \"status\".")
    var retryAfter: Int?

    @Option(
        name: .long,
        help: "How long the kind \"latency\" waits: 500ms, 20ms-2s, or percentiles: p50=20ms,p99=800ms.")
    var delay: String?

    @Option(
        name: .long, parsing: .unconditional,
        help: "How far the clocks of the kind \"clock-skew\" are ahead, or behind: 90s, -5m, 2h, 400d.")
    var offset: String?

    @Option(
        name: .long,
        help: "What the kind \"alter-write\" merges into the JSON of a write: {\"data\":{\"a\":\"other\"}}.")
    var patch: String?

    func run() throws {
        let fault: Fault
        do {
            fault = try Fault(json: text())
        } catch {
            throw ValidationError("\(error)")
        }
        let answer = try ControlClient(directory: directory.path).send("POST", "/faults", fault.json)
        print(try Value(json: answer)["id"]?.plain ?? "")
    }

    /// The options as the control API takes them.
    private func text() throws -> Value {
        var text: Value = ["kind": .string(kind), "match": try FaultMatch(match).json]
        text["times"] = times.map { .integer(Int64($0)) }
        text["probability"] = probability.map { Value($0) }
        text["skip"] = skip.map { .integer(Int64($0)) }
        text["process"] = process.map { .integer(Int64($0)) }
        text["moment"] = moment.map { .string($0) }
        text["status"] = status.map { .integer(Int64($0)) }
        text["retryAfter"] = retryAfter.map { .integer(Int64($0)) }
        text["delay"] = delay.map { .string($0) }
        text["patch"] = try patch.map { text in
            do { return try Value(json: text) } catch { throw ValidationError("--patch is not JSON: \(error)") }
        }
        text["offset"] = offset.map { .string($0) }
        return text
    }
}
