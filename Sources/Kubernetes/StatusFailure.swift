import Diagnostics
import Document
import HTTP
import Redaction

/// What the API server answered instead of what was asked for: a `Status` or a bare text.
package struct StatusFailure: Sendable, Hashable {
    package struct Cause: Sendable, Hashable {
        package var reason: String
        /// The path of a field as the server writes it: `.data.a`.
        package var field: String
        package var message: String
    }

    package var code: Int
    /// `NotFound`, `Conflict`, …; empty where the answer was no `Status`.
    package var reason: String
    package var message: String
    package var causes: [Cause]
    package var retryAfter: Duration?
    /// How often the server was asked.
    package var attempts = 1

    package init(code: Int, reason: String = "", message: String, causes: [Cause] = [], retryAfter: Duration? = nil) {
        self.code = code
        self.reason = reason
        self.message = message
        self.causes = causes
        self.retryAfter = retryAfter
    }

    /// Reads a `Status`; nil where the value is none.
    package init?(_ value: Value, code: Int? = nil) {
        guard value["kind"] == "Status", value["apiVersion"] == "v1" else { return nil }
        self.init(
            code: Int(clamping: value["code"]?.integer ?? 0), reason: value["reason"]?.string ?? "",
            message: value["message"]?.string ?? "")
        if let code { self.code = code }
        causes = (value["details"]?["causes"]?.array ?? []).map { cause in
            Cause(
                reason: cause["reason"]?.string ?? "", field: cause["field"]?.string ?? "",
                message: cause["message"]?.string ?? "")
        }
        retryAfter = value["details"]?["retryAfterSeconds"]?.integer.map { .seconds(min(max($0, 0), 1 << 30)) }
    }

    /// What a refusal says, whether it is a `Status` or not.
    init(_ response: HTTPResponse, now: Timestamp) {
        if let value = try? Value(json: response.body), let status = StatusFailure(value, code: response.status) {
            self = status
        } else {
            // Redacted before it is cut, since half a secret is none that could be known.
            let text = KnownSecrets.shared.redacting(String(decoding: response.body.prefix(16 << 10), as: UTF8.self))
            let line = text.split(separator: "\n").first ?? ""
            self.init(code: response.status, message: String(line.prefix(200)))
            if let target = response.redirect { message = "it redirects to \(target), and redirects are not followed" }
        }
        attempts = response.attempts
        retryAfter = response.retryAfter(now: now.microseconds / 1_000_000) ?? retryAfter
    }
}

extension StatusFailure {
    /// Whether the server cannot read the applied object by its schema: an unknown field, a wrong type.
    ///
    /// It says so with a 500 that has neither reason nor causes, as for a storage that times out; only the text tells.
    package var isSchemaViolation: Bool {
        code == 500 && message.hasPrefix("failed to create typed patch object")
    }
}

/// A field that an apply wanted and another manager owns with another value.
package struct FieldManagerConflict: Sendable, Hashable {
    package var manager: String
    /// The version through which it was written, for owners by update.
    package var apiVersion: String?
    /// As the server writes it: `.spec.containers[name="web"].image`.
    package var field: String

    /// Reads `conflict with "m" using v1`; the message carries the manager in no other way.
    init?(_ cause: StatusFailure.Cause) {
        guard cause.reason == "FieldManagerConflict" else { return nil }
        let parts = cause.message.split(separator: "\"", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3 else { return nil }
        manager = String(parts[1])
        field = cause.field
        let words = parts[2].split(separator: " ")
        if let using = words.firstIndex(of: "using"), using + 1 < words.count { apiVersion = String(words[using + 1]) }
    }
}
