extension Duration {
    /// Hours, minutes and seconds as Kubernetes writes them, each at most once and in this order: `1h30m`.
    package init?(spelled text: String) {
        let units: [(Character, Int64)] = [("h", 3600), ("m", 60), ("s", 1)]
        var seconds: Int64 = 0
        var rest = text[...]
        for (unit, length) in units {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            guard rest.dropFirst(digits.count).first == unit, !digits.isEmpty else { continue }
            guard digits.count <= 6, let number = Int64(digits) else { return nil }
            seconds += number * length
            rest = rest.dropFirst(digits.count + 1)
        }
        guard rest.isEmpty, seconds > 0 else { return nil }
        self = .seconds(seconds)
    }

    /// `1h30m`; parts of a second are left out.
    package var spelled: String {
        let seconds = components.seconds
        let parts = [(seconds / 3600, "h"), (seconds / 60 % 60, "m"), (seconds % 60, "s")]
        let text = parts.filter { $0.0 != 0 }.map { "\($0.0)\($0.1)" }.joined()
        return text.isEmpty ? "0s" : text
    }
}
