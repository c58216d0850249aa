import Diagnostics
import Document
import Planning
import Resources

/// Something about the specification or the world that tools for reviews show beside a line: what SARIF, JUnit, GitLab's code
/// quality and annotations are made from.
struct ReviewFinding: Sendable, Hashable {
    enum Level: String, Sendable, Hashable {
        case error, warning, note
    }

    var rule: Rule
    var level: Level
    /// The resource; nil where it is about a place or the estate.
    var address: ResourceAddress?
    /// What it is about, in a word or two: an object, a place.
    var subject: String
    /// A sentence, with values, names and times.
    var message: String
    var location: SourceLocation?
    /// What tells it from others, and stays the same while it lasts: no value, no time, no line.
    var identity: [String]

    /// The digest of its identity.
    var fingerprint: String {
        let parts = [rule.id, address?.description ?? ""] + identity
        return String(Digest(of: .array(parts.map(Value.string))).description.dropFirst("sha256:".count))
    }
}

extension ReviewFinding {
    /// What kind a finding is of.
    enum Rule: Sendable, Hashable {
        /// Somebody changed a field, or removed an object.
        case changed, removed
        /// Something could not be looked at.
        case unread
        /// Something stands in the way of the plan.
        case problem(Plan.Problem.Kind)
        /// What the user wrote cannot be used, or may be wrong.
        case faulty, doubtful

        /// `drift/changed`, `plan/conflict`: as reports name it.
        var id: String {
            switch self {
            case .changed: "drift/changed"
            case .removed: "drift/removed"
            case .unread: "plan/unread"
            case .problem(let kind): "plan/\(kind.rawValue)"
            case .faulty: "specification/error"
            case .doubtful: "specification/warning"
            }
        }

        /// What it means.
        var title: String {
            switch self {
            case .changed: "A field was changed outside of Berth"
            case .removed: "An object was removed outside of Berth"
            case .unread: "Something could not be looked at"
            case .problem(.conflict): "Others own fields with other values"
            case .problem(.foreign): "An object exists that is not Berth's"
            case .problem(.rejected): "The server refuses it"
            case .problem(.immutable): "The server takes it as a new object alone"
            case .problem(.irreversible): "A change outside of Berth cannot be set back"
            case .problem(.refused): "A guard, protection or missing consent refuses it"
            case .problem(.invalid): "The specification of a workspace cannot be used"
            case .faulty: "Specs or templates cannot be used"
            case .doubtful: "Something in specs or templates may be wrong"
            }
        }

        /// Whether it is what somebody did outside of Berth.
        var isDrift: Bool { [.changed, .removed].contains(self) }
        /// Whether it is about what the user wrote, and about no resource.
        var isOfSpecification: Bool { [.faulty, .doubtful].contains(self) }
    }
}

extension DriftReport {
    /// A finding for each field that was changed and each object that was removed, then what is contested or unknown.
    func allFindings(of plan: Plan) -> [ReviewFinding] {
        let locations = plan.locations
        var result = findings.flatMap(Self.findings)
        result += contested.map { ReviewFinding($0, locations) }
        result += unknown.map { ReviewFinding($0) }
        result += unreachable.map { ReviewFinding($0) }
        return result
    }

    static func findings(of finding: DriftReport.Finding) -> [ReviewFinding] {
        let object = "\(finding.key.shortName) in \(finding.key.place.description)"
        let identity = [finding.key.place.text, finding.key.description]
        let verdict = finding.verdict.map { "; \($0)" } ?? ""
        func make(_ rule: ReviewFinding.Rule, _ message: String, _ path: String) -> ReviewFinding {
            ReviewFinding(
                rule: rule, level: .warning, address: finding.address, subject: object, message: message + verdict,
                location: finding.location, identity: identity + [path])
        }
        guard !finding.isRemoved else { return [make(.removed, "\(object) was removed outside of Berth", "")] }
        return finding.leaves.map { leaf in
            let who = leaf.author.map { " by \($0.manager)\($0.time.map { " at \($0)" } ?? "")" } ?? " outside of Berth"
            return make(
                .changed, "\(leaf.path) of \(object) was changed\(who): \(leaf.valuesInTime)",
                leaf.path.description)
        }
    }
}

extension LeafChange {
    /// `3 → 1`: what it was, and what it is.
    fileprivate var valuesInTime: String {
        if isSensitive { return inTime.sensitiveWords(isNew: false) }
        func text(_ value: Value?) -> String { value.map { $0.shown.cut(to: 200) } ?? "nothing" }
        return "\(text(new)) → \(text(old))"
    }
}

extension Plan {
    /// A finding for each problem and each place that could not be read.
    var findings: [ReviewFinding] {
        let locations = locations
        return problems.map { ReviewFinding($0, locations) } + unreachable.map { ReviewFinding($0) }
    }

    /// The lines that resources come from.
    fileprivate var locations: [ResourceAddress: SourceLocation] {
        Dictionary(steps.compactMap { step in step.location.map { (step.address, $0) } }) { first, _ in first }
    }
}

extension ReviewFinding {
    fileprivate init(_ problem: Plan.Problem, _ locations: [ResourceAddress: SourceLocation]) {
        self.init(
            rule: .problem(problem.kind), level: .error, address: problem.address,
            subject: problem.item?.description ?? problem.address?.description ?? "the plan",
            message: problem.message + (problem.hint.map { " → \($0)" } ?? ""),
            location: problem.address.flatMap { locations[$0] },
            identity: [problem.item.map { "\($0.place.text) \($0)" } ?? problem.message])
    }

    fileprivate init(_ unknown: DriftReport.Unknown) {
        self.init(
            rule: .unread, level: .note, address: unknown.address, subject: unknown.address.description,
            message: unknown.reason, location: nil, identity: [])
    }

    fileprivate init(_ silence: Plan.Unreachable) {
        self.init(
            rule: .unread, level: .warning, address: nil, subject: silence.subject,
            message: "\(silence.subject) could not be read: \(silence.reason)", location: nil,
            identity: [silence.place.text, silence.kind?.text ?? ""])
    }
}

extension [ReviewFinding] {
    /// What is wrong with the files that the user wrote. Findings that say the same of one file are told apart by their order.
    init(_ diagnostics: [Diagnostic]) {
        var counts: [[String]: Int] = [:]
        self = diagnostics.map { diagnostic in
            let file = diagnostic.location?.file ?? ""
            let identity = [file, diagnostic.message]
            let count = counts[identity, default: 0]
            counts[identity] = count + 1
            let isError = diagnostic.severity == .error
            return ReviewFinding(
                rule: isError ? .faulty : .doubtful, level: isError ? .error : .warning,
                address: nil, subject: file.isEmpty ? "the specification" : file,
                message: ([diagnostic.message] + diagnostic.notes.map { "→ \($0)" }).joined(separator: " ").sanitized,
                location: diagnostic.location, identity: identity + (count > 0 ? ["\(count)"] : []))
        }
    }
}

extension SourceLocation {
    /// The file as a relative reference (RFC 3986): what is not a plain character is encoded.
    var reference: String {
        let allowed = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/".utf8)
        var path = ""
        var file = file[...]
        while file.hasPrefix("./") { file = file.dropFirst(2) }
        for byte in file.utf8 {
            path += allowed.contains(byte) ? String(UnicodeScalar(byte)) : "%" + byte.hexadecimal
        }
        return path
    }
}

extension UInt8 {
    fileprivate var hexadecimal: String {
        let digits = String(self, radix: 16, uppercase: true)
        return digits.count < 2 ? "0\(digits)" : digits
    }
}
