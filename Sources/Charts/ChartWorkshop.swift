import Composition
import Diagnostics
import Document
import Files
import Specification
import Tools

/// `helm` with a folder of its own, in which the charts that it renders are laid out.
actor ChartWorkshop {
    private let folder: ScratchFolder
    private let helm: Helm
    /// The folders of charts, by their digests.
    private var charts: [Digest: String] = [:]
    private var movedCharts: [Digest: String?] = [:]

    init(program: String, limits: Tool.Limits) async throws {
        folder = try ScratchFolder(named: "berth-charts")
        try folder.makeFolder("home")
        helm = try await Helm(program: program, home: folder.path("home"), limits: limits)
    }

    /// Removes the folder; nothing is rendered any more.
    func close() { folder.close() }

    /// Renders a chart twice, the second time at another time, and gives its objects where both times are the same; throws
    /// `DiagnosticsError` with what is wrong with it, and `ToolError`.
    func render(_ request: ChartRequest) async throws -> RenderedChart {
        let path = try lay(out: request.chart)
        let other = try layAtAnotherTime(request.chart) ?? path
        let values = request.values.json(.canonical)
        async let first = template(request, path, values)
        async let second = template(request, other, values)
        let (one, two) = try await (first, second)
        let chart = try RenderedChart(one, of: request.chart)
        guard one != two else { return chart }
        if let difference = chart.firstDifference(from: try RenderedChart(two, of: request.chart)) {
            let leaf = difference.path.map { "\($0) of \(difference.object)" } ?? difference.object
            throw DiagnosticsError([
                .error(
                    "the chart \(request.chart.name) renders differently each time: \(leaf)", at: difference.location,
                    notes:
                        "every plan would change it: give the value, or put the secret into a Secret object of its own "
                        + "and name that in the chart's values (many charts call it existingSecret)")
            ])
        }
        return chart
    }

    private nonisolated func template(_ request: ChartRequest, _ path: String, _ values: [UInt8]) async throws
        -> [UInt8]
    {
        do {
            return try await helm.template(
                chart: path, release: request.release, namespace: request.namespace, values: values,
                kubeVersion: request.kubeVersion, apiVersions: request.apiVersions, includesCRDs: request.includesCRDs,
                purpose: "render the chart \(request.chart.name)")
        } catch let error as ToolError {
            guard case .failed(_, let text) = error.cause else { throw error }
            let complaint = HelmComplaint(text.replacing(path, with: request.chart.path))
            let location = request.chart.location(
                of: complaint.file ?? "Chart.yaml", line: complaint.line ?? 0, column: complaint.column ?? 0)
            throw DiagnosticsError([
                Diagnostic(
                    .error, "the chart \(request.chart.name) cannot be rendered: \(complaint.message)", at: location)
            ])
        }
    }

    /// The chart's files, in a folder that holds nothing else.
    private func lay(out chart: Chart) throws -> String {
        if let known = charts[chart.digest] { return known }
        let path = try write(chart.files, to: "charts/\(chart.digest.short)/\(chart.name)")
        charts[chart.digest] = path
        return path
    }

    /// The same for `Chart.filesAtAnotherTime`; nil for a chart that does not ask for the time.
    private func layAtAnotherTime(_ chart: Chart) throws -> String? {
        if let known = movedCharts[chart.digest] { return known }
        let path = try chart.filesAtAnotherTime.map { files in
            try write(files, to: "charts/\(chart.digest.short)-moved/\(chart.name)")
        }
        movedCharts[chart.digest] = .some(path)
        return path
    }

    private func write(_ files: [String: [UInt8]], to name: String) throws -> String {
        try folder.makeFolder(name)
        for (path, bytes) in files { try folder.write(bytes, to: "\(name)/\(path)") }
        return folder.path(name)
    }
}
