import ArgumentParser
import Document
import Sandbox

/// Puts a fault in force.
struct FaultAdd: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Put a fault in force; prints its number.")

    @OptionGroup var directory: DirectoryOption

    @Argument(help: "One of \(Fault.Kind.allCases.map(\.rawValue).joined(separator: ", ")).")
    var kind: String

    @Option(name: .long, help: "What it is aimed at: method=PATCH,path=…,cluster=…,user=…,object=<ns>/<name>.")
    var match = ""

    @Option(name: .long, help: "How many requests it hits; all, where this is left out.")
    var times: Int?

    @Option(name: .long, help: "How likely it hits a request, from 0 to 1.")
    var probability: Double?

    @Option(name: .long, help: "What the kind \"status\" answers.")
    var status: Int?

    @Option(name: .long, help: "Seconds, for the Retry-After header of the kind \"status\".")
    var retryAfter: Int?

    @Option(name: .long, help: "How long the kind \"latency\" waits, in milliseconds: N or MIN-MAX.")
    var milliseconds: String?

    func run() throws {
        guard let kind = Fault.Kind(rawValue: kind) else {
            let kinds = Fault.Kind.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("\"\(kind)\" is none of \(kinds)")
        }
        var fault = Fault(kind, match: try FaultMatch(match), times: times)
        if let probability { fault.probability = probability }
        if let status { fault.status = status }
        fault.retryAfter = retryAfter
        if let milliseconds {
            let bounds = milliseconds.split(separator: "-").compactMap { Int($0) }
            guard let first = bounds.first, let last = bounds.last, first <= last else {
                throw ValidationError("--milliseconds is written N or MIN-MAX")
            }
            fault.milliseconds = first...last
        }
        let answer = try ControlClient(directory: directory.path).send("POST", "/faults", fault.json)
        print(try Value(json: answer)["id"]?.plain ?? "")
    }
}
