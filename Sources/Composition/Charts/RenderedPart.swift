import Specification

/// A document of what helm wrote, with the file that it names as its source.
struct RenderedPart {
    /// With the chart's name in front: `web/templates/a.yaml`.
    var source: String?
    var bytes: [UInt8]

    /// Takes the output apart at its `---` lines. A file of definitions stands as it is, with one source for all of it.
    ///
    /// Helm names the source in the line behind them; comments of the same form that the chart itself has are none.
    static func all(in output: [UInt8], of chart: String) -> [RenderedPart] {
        var parts: [RenderedPart] = []
        var current = RenderedPart(bytes: [])
        let mark = Array("# Source: \(chart)/".utf8)
        for line in output.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            if line.starts(with: "---".utf8), line.dropFirst(3).allSatisfy({ $0 == 0x20 || $0 == 0x0D || $0 == 0x09 }) {
                parts.append(current)
                current = RenderedPart(source: current.source, bytes: [])
                continue
            }
            if current.bytes.isEmpty, line.starts(with: mark) {
                // Lines count from the one behind it.
                current.source = String(decoding: line.dropFirst("# Source: ".utf8.count), as: UTF8.self)
                continue
            }
            current.bytes += line
            current.bytes.append(UInt8(ascii: "\n"))
        }
        return (parts + [current]).filter { part in !part.bytes.allSatisfy { $0 == 0x0A || $0 == 0x20 } }
    }

    /// The line of its `kind`, counted from 0, and what stands there.
    var kind: (line: Int, text: String)? {
        for (index, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated()
        where line.starts(with: "kind:".utf8) {
            return (index, String(decoding: line, as: UTF8.self))
        }
        return nil
    }
}

/// Finds the lines of a chart's files from which rendered documents came: by the `kind` lines, in their order.
struct TemplateLines {
    private let chart: Chart
    private var seen: [String: Int] = [:]

    init(_ chart: Chart) { self.chart = chart }

    /// The file as messages name it, and how many lines of it stand before the document; nil where that cannot be told.
    mutating func place(of part: RenderedPart) -> (file: String, shift: Int?) {
        guard let source = part.source else { return (chart.path, nil) }
        let location = chart.location(of: source)
        let inner = source.hasPrefix("\(chart.name)/") ? String(source.dropFirst(chart.name.count + 1)) : source
        guard let bytes = chart.files[inner], let kind = part.kind else { return (location.file, nil) }
        let key = "\(source) \(kind.text)"
        let number = seen[key, default: 0]
        seen[key] = number + 1
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated()
            .filter { $0.element.starts(with: kind.text.utf8) }.map(\.offset)
        guard !lines.isEmpty else { return (location.file, nil) }
        return (location.file, max(0, lines[min(number, lines.count - 1)] - kind.line))
    }
}
