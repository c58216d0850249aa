import Document
import SandboxAPI
import TestSupport

/// Holds an answer against a recorded one: what is volatile must be there alike, all else must be equal.
struct TranscriptComparison {
    private(set) var counterparts: Counterparts
    private(set) var differences: [String] = []

    init(_ counterparts: Counterparts) {
        self.counterparts = counterparts
    }

    private static let times: Set<String> = [
        "creationTimestamp", "deletionTimestamp", "time", "startTime", "lastTransitionTime", "lastUpdateTime",
    ]

    /// Compares status, the headers that were recorded and the document.
    mutating func compare(
        _ exchange: KubeTruth.Exchange, _ recorded: Value, _ response: APIResponse, _ document: Value
    ) {
        if response.status != exchange.status {
            differences.append("status \(response.status) instead of \(exchange.status)")
        }
        for (name, value) in exchange.answerHeaders {
            let actual = response.headers.first { $0.name == name }?.value
            if actual != value { differences.append("\(name): \(actual ?? "none") instead of \(value)") }
        }
        compare(recorded, document, at: .root)
    }

    private mutating func compare(_ recorded: Value, _ actual: Value, at path: Path) {
        switch (recorded, actual) {
        case (.object(let recordedObject), .object(let actualObject)):
            for (key, member) in recordedObject {
                guard let counterpart = actualObject[counterparts.translated(key)] else {
                    differences.append("\(path.appending(key: key)): missing, should be \(member.compactJSON)")
                    continue
                }
                compareMember(key, member, counterpart, at: path.appending(key: key))
            }
            let expected = Set(recordedObject.keys.map { counterparts.translated($0) })
            for (key, member) in actualObject where !expected.contains(key) {
                differences.append("\(path.appending(key: key)): \(member.compactJSON) is too much")
            }
        case (.array(let recordedItems), .array(let actualItems)):
            if recordedItems.count != actualItems.count {
                differences.append("\(path): \(actualItems.count) items instead of \(recordedItems.count)")
            }
            for (index, pair) in zip(recordedItems, actualItems).enumerated() {
                compare(pair.0, pair.1, at: path.appending(index: index))
            }
        case (.string(let recordedText), .string(let actualText)):
            compareText(recordedText, actualText, at: path)
        default:
            if recorded != actual { note(path, recorded, actual) }
        }
    }

    private mutating func compareMember(_ key: String, _ recorded: Value, _ actual: Value, at path: Path) {
        switch (key, recorded, actual) {
        case ("uid", .string(let recordedText), .string(let actualText)):
            pair("uid", recordedText, actualText, at: path)
        case ("resourceVersion", .string(let recordedText), .string(let actualText)):
            pair("version", recordedText, actualText, at: path)
        case ("clusterIP", .string(let recordedText), .string(let actualText)) where recordedText != "None":
            pair("address", recordedText, actualText, at: path)
        case ("nodePort", .integer(let recordedPort), .integer(let actualPort)),
            ("healthCheckNodePort", .integer(let recordedPort), .integer(let actualPort)):
            pair("port", String(recordedPort), String(actualPort), at: path)
        case ("continue", .string, .string(let token)) where !token.isEmpty: break
        case (let key, .string, .string(let time)) where Self.times.contains(key) && !time.isEmpty: break
        case ("serverRelativeURL", .string(let recordedText), .string(let actualText)):
            let (one, other) = (recordedText.prefix { $0 != "?" }, actualText.prefix { $0 != "?" })
            if one != other { note(path, recorded, actual) }
        case ("causes", .array(let one), .array(let other)) where Self.areConflicts(one) && Self.areConflicts(other):
            compare(.array(one.sortedByText), .array(other.sortedByText), at: path)
        default: compare(recorded, actual, at: path)
        }
    }

    /// Conflicts of several managers come in the order of a hash table on the real server.
    private static func areConflicts(_ causes: [Value]) -> Bool {
        causes.allSatisfy { $0["reason"] == "FieldManagerConflict" }
    }

    private mutating func compareText(_ recorded: String, _ actual: String, at path: Path) {
        let wanted = counterparts.translated(recorded)
        guard wanted != actual else { return }
        // Ages depend on when the table was asked for.
        if path.parent.last == .key("cells"), wanted.isAge, actual.isAge { return }
        // The current version stands in messages, too.
        for (start, end) in [(", current: ", ""), ("match the ResourceVersion in record (", ")")]
        where comparesVersion(wanted, actual, between: start, and: end) { return }
        note(path, .string(wanted), .string(actual))
    }

    /// Whether two texts are alike but for the counterparts of a version that they name.
    private mutating func comparesVersion(_ one: String, _ other: String, between start: String, and end: String)
        -> Bool
    {
        guard let first = one.firstRange(of: start), let second = other.firstRange(of: start),
            one[..<first.upperBound] == other[..<second.upperBound]
        else { return false }
        let (recorded, actual) = (one[first.upperBound...], other[second.upperBound...])
        let (version, counterpart) = (recorded.prefix(while: \.isNumber), actual.prefix(while: \.isNumber))
        let rest = recorded.dropFirst(version.count)
        return rest.hasPrefix(end) && rest == actual.dropFirst(counterpart.count)
            && counterparts.pair("version", String(version), String(counterpart))
    }

    private mutating func pair(_ kind: String, _ recorded: String, _ actual: String, at path: Path) {
        guard counterparts.pair(kind, recorded, actual) else {
            let known = counterparts.actual(kind, of: recorded) ?? "none yet"
            differences.append("\(path): \(actual) for the recorded \(recorded), whose counterpart is \(known)")
            return
        }
    }

    private mutating func note(_ path: Path, _ recorded: Value, _ actual: Value) {
        differences.append("\(path): \(actual.compactJSON.prefix(600)) instead of \(recorded.compactJSON.prefix(600))")
    }
}

extension [Value] {
    fileprivate var sortedByText: [Value] { sorted { $0.compactJSON < $1.compactJSON } }
}

extension String {
    /// `0s`, `5m30s`: what a column of ages shows.
    fileprivate var isAge: Bool {
        wholeMatch(of: /([0-9]+[smhdy])+/) != nil
    }
}
