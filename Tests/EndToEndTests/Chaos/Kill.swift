import Document
import Foundation

/// A request of a run, told from those of the same name by how many of them came before it.
struct RequestPoint: Sendable, Hashable, CustomStringConvertible {
    var method: String
    var cluster: String
    /// The path as a pattern of the sandbox's faults: numbers and names that differ from run to run are `*`.
    var path: String
    var earlier: Int

    var description: String { "\(method) \(cluster) \(path) \(earlier)" }

    /// The requests of the sandbox's log, watches left out.
    static func all(in log: [Value]) -> [RequestPoint] {
        var seen: [RequestPoint: Int] = [:]
        return log.filter { $0["watch"] != true }.map { entry in
            var point = RequestPoint(
                method: entry["method"]?.string ?? "", cluster: entry["cluster"]?.string ?? "",
                path: pattern(entry["path"]?.string ?? ""), earlier: 0)
            let count = seen[point, default: 0]
            seen[point] = count + 1
            point.earlier = count
            return point
        }
    }

    private static func pattern(_ path: String) -> String {
        let segments = path.split(separator: "/", omittingEmptySubsequences: false).map { segment in
            if segment.contains(".run.") { return String(segment).replacing(/\.run\..*/, with: ".run.*") }
            let isNumber = !segment.isEmpty && segment.allSatisfy(\.isNumber)
            return isNumber || segment.wholeMatch(of: /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/) != nil
                ? "*" : String(segment)
        }
        return "*" + segments.joined(separator: "/")
    }
}

/// One way to kill a command: its name is all that is needed to do it again.
struct Kill: Sendable, Hashable, CustomStringConvertible {
    enum Command: String, Sendable, CaseIterable {
        case apply
        case plan = "saved-plan"
        case destroy
    }

    /// A boundary of a request: before it has an effect, after it, or once it is answered.
    enum Boundary: String, Sendable, CaseIterable {
        case before
        case after
        case answered
    }

    enum Moment: Sendable, Hashable {
        case request(Boundary, RequestPoint)
        /// So many milliseconds after the start: where files are written and git works, no request is sent.
        case milliseconds(Int)
    }

    var command: Command
    var moment: Moment

    var description: String {
        switch moment {
        case .request(let boundary, let point): "\(command.rawValue) \(boundary.rawValue) \(point)"
        case .milliseconds(let count): "\(command.rawValue) at \(count)"
        }
    }

    /// The row of the table it is counted in.
    var scenario: String {
        switch moment {
        case .request(let boundary, _): "\(command.rawValue), killed \(boundary.rawValue)"
        case .milliseconds: "\(command.rawValue), killed at any moment"
        }
    }

    init(_ command: Command, _ moment: Moment) {
        self.command = command
        self.moment = moment
    }

    /// Reads the name of one; nil for anything else.
    init?(_ name: String) {
        let words = name.split(separator: " ").map(String.init)
        guard let command = words.first.flatMap(Command.init), words.count > 2 else { return nil }
        self.command = command
        if words[1] == "at", let count = Int(words[2]) {
            moment = .milliseconds(count)
        } else if words.count == 6, let boundary = Boundary(rawValue: words[1]), let earlier = Int(words[5]) {
            let point = RequestPoint(method: words[2], cluster: words[3], path: words[4], earlier: earlier)
            moment = .request(boundary, point)
        } else {
            return nil
        }
    }
}
