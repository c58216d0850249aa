extension ZoneName {
    /// A name with its labels of other scripts in A-label form (RFC 5890), as the protocol has them: services show either.
    static func withALabels(_ name: String) -> String {
        guard !name.utf8.allSatisfy({ $0 < 0x80 }) else { return name }
        return name.split(separator: ".", omittingEmptySubsequences: false).map { label in
            guard !label.utf8.allSatisfy({ $0 < 0x80 }), let encoded = punycode(label.lowercased()) else {
                return String(label)
            }
            return "xn--\(encoded)"
        }.joined(separator: ".")
    }

    /// Punycode (RFC 3492, 6.3); nil for what is longer than any label.
    private static func punycode(_ label: String) -> String? {
        let input = label.unicodeScalars.map { Int($0.value) }
        guard input.count <= 63 else { return nil }
        var output = label.unicodeScalars.filter(\.isASCII).map { Character($0) }
        let basic = output.count
        if basic > 0 { output.append("-") }
        var (code, delta, bias, handled) = (128, 0, 72, basic)
        while handled < input.count, let next = input.filter({ $0 >= code }).min() {
            delta += (next - code) * (handled + 1)
            code = next
            for scalar in input {
                if scalar < code { delta += 1 }
                guard scalar == code else { continue }
                output += digits(of: delta, bias: bias)
                bias = adapted(delta, points: handled + 1, isFirst: handled == basic)
                delta = 0
                handled += 1
            }
            delta += 1
            code += 1
        }
        return String(output)
    }

    private static func digits(of number: Int, bias: Int) -> [Character] {
        let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789")
        var digits: [Character] = []
        var rest = number
        var position = 36
        while true {
            let threshold = min(max(position - bias, 1), 26)
            guard rest >= threshold else { return digits + [letters[rest]] }
            digits.append(letters[threshold + (rest - threshold) % (36 - threshold)])
            rest = (rest - threshold) / (36 - threshold)
            position += 36
        }
    }

    private static func adapted(_ delta: Int, points: Int, isFirst: Bool) -> Int {
        var delta = isFirst ? delta / 700 : delta / 2
        delta += delta / points
        var steps = 0
        while delta > 455 {
            delta /= 35
            steps += 36
        }
        return steps + 36 * delta / (delta + 38)
    }
}
