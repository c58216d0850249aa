/// A text of OpenMetrics 1.0, which a node exporter's text file collector and push gateways read, too.
struct OpenMetricsPage {
    private var text = ""

    /// A gauge with its samples; nothing where there are none.
    mutating func add(
        _ name: String, _ help: String, unit: String? = nil, _ samples: [(labels: [(String, String)], value: Double)]
    ) {
        guard !samples.isEmpty else { return }
        text += "# TYPE \(name) gauge\n"
        if let unit { text += "# UNIT \(name) \(unit)\n" }
        text += "# HELP \(name) \(Self.escaped(help))\n"
        for sample in samples {
            let labels = sample.labels.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }.joined(separator: ",")
            text += "\(name){\(labels)} \(Self.number(sample.value))\n"
        }
    }

    /// The whole text with the mark of its end.
    var finished: String { text + "# EOF\n" }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }

    private static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? "\(Int64(value))" : "\(Double(Int64(value * 1000)) / 1000)"
    }
}
