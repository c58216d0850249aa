/// What `helm` says about a chart that it cannot render.
package struct HelmComplaint: Sendable, Hashable {
    /// The file in the chart, with the chart's name in front: `web/charts/db/templates/a.yaml`; nil where it names none.
    package var file: String?
    package var line: Int?
    package var column: Int?
    /// In helm's own words, without `Error:` and its advice.
    package var message: String

    /// Reads the complaint of a `ToolError`: one line, in which `; ` stands for the ends of lines.
    package init(_ text: String) {
        var lines = text.split(separator: "; ").map(String.init)
        lines.removeAll { $0.hasPrefix("Use --debug flag") || $0.hasPrefix("level=") || $0.hasPrefix("WARNING:") }
        let whole = lines.joined(separator: "; ")
        message = whole.hasPrefix("Error: ") ? String(whole.dropFirst("Error: ".count)) : whole
        guard
            let match = message.firstMatch(
                of:
                    /([A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)*\/(?:templates|crds)\/[^:\s()"]+)(?::([0-9]+))?(?::([0-9]+))?/
            )
        else { return }
        file = String(match.1)
        line = match.2.flatMap { Int($0) }
        column = match.3.flatMap { Int($0) }
    }
}
