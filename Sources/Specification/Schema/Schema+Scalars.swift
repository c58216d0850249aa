import Document

extension Schema where Output == String {
    /// A text that is not empty; a plain number or boolean counts as it is spelled.
    static var text: Schema<String> {
        Schema(json: ["type": "string", "minLength": 1]) { node in
            guard let text = node.text else {
                node.reportType("a string")
                return nil
            }
            if text.isEmpty { node.report("\(node.name) is empty") }
            return text.isEmpty ? nil : text
        }
    }

    /// A text that often looks like a number, as `1.10`.
    static var numberedText: Schema<String> {
        text.map(json: ["type": ["string", "number"]]) { text, _ in text }
    }

    /// A text that satisfies a condition; `expectation` completes "must be".
    static func text(
        _ expectation: String, json: Value = [:], where isValid: @escaping @Sendable (String) -> Bool
    ) -> Schema<String> {
        var schema = text.json
        for (key, value) in json.object ?? [:] { schema[key] = value }
        return text.map(json: schema) { text, node in
            if isValid(text) { return text }
            node.report("\(node.name) must be \(expectation), not `\(text)`")
            return nil
        }
    }

    /// A name of lower-case letters, digits and dashes: an RFC 1123 label.
    static var label: Schema<String> {
        text(
            "a lower-case DNS label (letters, digits and dashes, at most 63 of them)",
            json: ["pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", "maxLength": 63], where: \.isDNSLabel)
    }

    /// A group that an identity provider knows. Those of Kubernetes itself are none: `system:authenticated` is everybody.
    static var group: Schema<String> {
        text("a group of your identity provider (`system:` are those of Kubernetes)", json: ["pattern": "^(?!system:)"])
        {
            !$0.hasPrefix("system:")
        }
    }

    /// A DNS name of at least one label, without a dot at its end.
    static var domain: Schema<String> {
        text("a lower-case DNS name without a dot at its end", json: ["format": "hostname"]) { text in
            text.utf8.count <= 253
                && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { String($0).isDNSLabel }
        }
    }

    /// An absolute URL of one of some schemes.
    static func url(_ schemes: String...) -> Schema<String> {
        let names = schemes.map { "\($0)://" }.joined(separator: " or ")
        let url = text("a URL that begins with \(names)", json: ["format": "uri"]) { text in
            schemes.contains { scheme in
                let prefix = "\(scheme)://"
                return text.hasPrefix(prefix) && text.dropFirst(prefix.count).first.map { $0 != "/" } == true
                    && !text.contains(" ")
            }
        }
        return withoutCredentials(url)
    }

    /// Refuses what has a user or password in a web address, without repeating it.
    static func withoutCredentials(_ schema: Schema<String>) -> Schema<String> {
        Schema(json: schema.json) { node in
            guard let text = node.text, let scheme = text.ranges(of: "://").first, text.hasPrefix("http") else {
                return schema.read(node)
            }
            guard !text[scheme.upperBound...].prefix(while: { $0 != "/" }).contains("@") else {
                node.sensitive.report(
                    "\(node.name) holds credentials", notes: ["leave what stands before the @ out of the address"])
                return nil
            }
            return schema.read(node)
        }
    }
}

extension Schema where Output == Bool {
    static var boolean: Schema<Bool> {
        Schema(json: ["type": "boolean"]) { node in
            if node.value.bool == nil { node.reportType("a boolean") }
            return node.value.bool
        }
    }
}

extension Schema where Output == Int {
    /// A whole number of a range.
    static func integer(_ range: ClosedRange<Int>) -> Schema<Int> {
        var json: Value = ["type": "integer", "minimum": .integer(Int64(range.lowerBound))]
        if range.upperBound != .max { json["maximum"] = .integer(Int64(range.upperBound)) }
        return Schema(json: json) { node in
            guard let number = node.value.integer else {
                node.reportType("an integer")
                return nil
            }
            if range.contains(Int(number)) { return Int(number) }
            let bounds =
                range.upperBound == .max
                ? "at least \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
            node.report("\(node.name) must be \(bounds), not \(number)")
            return nil
        }
    }
}

extension Schema where Output == Double {
    /// A number from 0 to 1.
    static var fraction: Schema<Double> {
        Schema(json: ["type": "number", "minimum": 0, "maximum": 1]) { node in
            let number: Double
            switch node.value {
            case .integer(let whole): number = Double(whole)
            case .number(let exact): number = exact
            default:
                node.reportType("a number")
                return nil
            }
            if (0...1).contains(number) { return number }
            node.report("\(node.name) must be from 0 to 1, not \(node.text ?? "\(number)")")
            return nil
        }
    }
}

extension Schema where Output == Duration {
    /// A length of time as Kubernetes writes it: `10m`, `1h30m`, `45s`.
    static var duration: Schema<Duration> {
        Schema<String>.text.map(
            json: ["type": "string", "pattern": "^([0-9]+h)?([0-9]+m)?([0-9]+s)?$", "minLength": 2]
        ) { text, node in
            if let duration = Duration(spelled: text) { return duration }
            node.report("\(node.name) must be a length of time such as 10m, 1h30m or 45s, not `\(text)`")
            return nil
        }
    }
}

extension Schema where Output: RawRepresentable & CaseIterable & Sendable, Output.RawValue == String {
    /// One of the cases of an enumeration.
    static var oneOf: Schema<Output> {
        let names = Output.allCases.map(\.rawValue)
        return Schema<String>.text.map(json: ["enum": .array(names.map(Value.string))]) { text, node in
            if let value = Output(rawValue: text) { return value }
            let hint = text.nearest(among: names).map { "did you mean `\($0)`?" }
            node.report(
                "\(node.name) must be one of \(names.joined(separator: ", ")), not `\(text)`",
                notes: hint.map { [$0] } ?? [])
            return nil
        }
    }
}

extension Schema where Output == LocalPath {
    /// A path; relative ones count from the folder of the file.
    static var path: Schema<LocalPath> {
        Schema<String>.text.map { text, node in LocalPath(text, relativeTo: node.folder) }
    }
}
