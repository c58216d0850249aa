import Diagnostics
import Document
import Resources

/// What the edge found out for composition: rendered charts, and what their targets serve.
package struct RenderedApplications: Sendable {
    /// What came of rendering a chart.
    package enum Rendering: Sendable, Hashable {
        case objects(RenderedChart)
        /// It cannot be rendered; in the words of helm, with its file and line.
        case failed(Diagnostic)
    }

    /// By the digest of the request.
    package var charts: [Digest: Rendering] = [:]
    /// What the targets serve that were asked and answered.
    package var targets: [Place: ServedAPI] = [:]
    /// The targets that are not to be asked again: they answered, do not exist yet, or are silent.
    package var asked: Set<Place> = []
    /// Whether charts that were not rendered are left out without a word: for drawings, and where there is no helm to check
    /// with.
    package var leavesChartsOut = false

    package init() {}

    /// Nothing is rendered, and charts give no objects.
    package static var none: RenderedApplications {
        var rendered = RenderedApplications()
        rendered.leavesChartsOut = true
        return rendered
    }
}

/// What composition cannot know by itself.
package struct ChartNeeds: Sendable, Hashable {
    /// The targets to ask what they serve.
    package var targets: Set<Place> = []
    /// The charts to render, by the digests of the requests.
    package var requests: [Digest: ChartRequest] = [:]

    package var isEmpty: Bool { targets.isEmpty && requests.isEmpty }
}
