import Document

/// Which value of the replay stands for which of the transcript: uids, versions, addresses.
///
/// Each is mapped once and both ways, so that equal stays equal and different stays different; versions also keep
/// their order.
struct Counterparts {
    private var actual: [String: String] = [:]
    private var recorded: [String: String] = [:]
    /// Uids and addresses, which stand in texts, too.
    private var texts: [(recorded: String, actual: String)] = []

    /// Notes a pair; false where one of them already has another counterpart, or a version would change its place.
    mutating func pair(_ kind: String, _ recordedValue: String, _ actualValue: String) -> Bool {
        let key = "\(kind)|\(recordedValue)"
        let reverse = "\(kind)|\(actualValue)"
        if let known = actual[key] { return known == actualValue }
        guard recorded[reverse] == nil else { return false }
        if kind == "version", let new = UInt64(recordedValue), let newActual = UInt64(actualValue) {
            for (key, value) in actual where key.hasPrefix("version|") {
                guard let other = UInt64(key.dropFirst("version|".count)), let otherActual = UInt64(value) else {
                    continue
                }
                if (other < new) != (otherActual < newActual) { return false }
            }
        }
        actual[key] = actualValue
        recorded[reverse] = recordedValue
        if kind != "version", kind != "port" { texts.append((recordedValue, actualValue)) }
        return true
    }

    func actual(_ kind: String, of recordedValue: String) -> String? {
        actual["\(kind)|\(recordedValue)"]
    }

    /// Text of the transcript with the uids and addresses of the replay.
    func translated(_ text: String) -> String {
        texts.reduce(text) { result, pair in
            guard result.utf8.count >= pair.recorded.utf8.count else { return result }
            return result.replacing(pair.recorded, with: pair.actual)
        }
    }

    /// A request of the transcript as the replay sends it.
    func translated(_ value: Value) -> Value {
        switch value {
        case .string(let text): .string(translated(text))
        case .array(let items): .array(items.map(translated))
        case .object(let object) where object["path"]?.string?.hasSuffix("/resourceVersion") ?? false:
            // An operation of a JSON patch.
            .object(
                Object(
                    object.map { key, member in
                        guard key == "value", let version = member.string else { return (key, member) }
                        return (key, .string(self.actual("version", of: version) ?? version))
                    }))
        case .object(let object):
            .object(
                Object(
                    object.map { key, member in
                        if key == "resourceVersion", let version = member.string {
                            return (key, .string(self.actual("version", of: version) ?? version))
                        }
                        return (key, translated(member))
                    }))
        default: value
        }
    }
}
