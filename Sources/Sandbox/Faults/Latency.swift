/// How long requests are made to wait: always the same, evenly spread, or by percentiles with a long tail.
package struct Latency: Sendable, Hashable, CustomStringConvertible {
    /// A point of the distribution: this part of all waits is no longer than so many milliseconds.
    private struct Point: Sendable, Hashable {
        var part: Double
        var milliseconds: Double
    }

    /// In rising order, from the shortest wait (0) to the longest (1).
    private let points: [Point]
    /// As it was written.
    package let description: String

    /// Always so many milliseconds.
    package static func exactly(_ milliseconds: Int) -> Latency {
        Latency(points: [Point(part: 1, milliseconds: Double(milliseconds))], description: "\(milliseconds)ms")
    }

    private init(points: [Point], description: String) {
        self.points = points
        self.description = description
    }

    /// Reads `500ms`, `20ms-2s` or percentiles such as `p50=20ms,p99=800ms`; a bare number is in milliseconds.
    ///
    /// Between two percentiles waits are evenly spread, below the first from nothing on. Above the last they go up to
    /// twice as long as that, unless there is a `p100`.
    package init(_ text: String) throws(SandboxError) {
        description = text
        if text.contains("=") {
            points = try Self.percentiles(text)
            return
        }
        let bounds = text.split(separator: "-", omittingEmptySubsequences: false)
        let times = bounds.compactMap { Self.milliseconds($0) }
        guard times.count == bounds.count, let first = times.first, let last = times.last, times.count <= 2,
            first <= last
        else {
            throw .badArgument(
                "\"\(text)\" is no delay; write 500ms, 20ms-2s or percentiles such as p50=20ms,p99=800ms")
        }
        points = [Point(part: 0, milliseconds: first), Point(part: 1, milliseconds: last)]
    }

    /// The wait below which this part of all waits is, from 0 to 1.
    package func wait(at part: Double) -> Duration {
        var lower = points.first ?? Point(part: 0, milliseconds: 0)
        for point in points {
            guard part > point.part else {
                let width = point.part - lower.part
                let share = width > 0 ? (part - lower.part) / width : 1
                let wait = lower.milliseconds + (point.milliseconds - lower.milliseconds) * max(0, share)
                return .milliseconds(Int64(wait.rounded()))
            }
            lower = point
        }
        return .milliseconds(Int64(lower.milliseconds.rounded()))
    }

    private static func percentiles(_ text: String) throws(SandboxError) -> [Point] {
        var points = [Point(part: 0, milliseconds: 0)]
        for pair in text.split(separator: ",", omittingEmptySubsequences: false) {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, parts[0].first == "p", let percent = Double(parts[0].dropFirst()),
                percent > 0, percent <= 100, let time = milliseconds(parts[1])
            else {
                throw .badArgument("\"\(pair)\" is no percentile; write p50=20ms, with p1 to p100")
            }
            if let last = points.last, percent / 100 <= last.part || time < last.milliseconds {
                throw .badArgument("the percentiles of \"\(text)\" do not rise")
            }
            points.append(Point(part: percent / 100, milliseconds: time))
        }
        if let last = points.last, last.part < 1 {
            points.append(Point(part: 1, milliseconds: 2 * last.milliseconds))
        }
        return points
    }

    /// Reads `20`, `20ms` or `1.5s`, up to an hour.
    private static func milliseconds(_ text: Substring) -> Double? {
        let isSeconds = text.hasSuffix("s") && !text.hasSuffix("ms")
        let digits = text.hasSuffix("ms") ? text.dropLast(2) : isSeconds ? text.dropLast() : text
        guard let number = Double(digits), number >= 0 else { return nil }
        let time = isSeconds ? number * 1000 : number
        return time <= 3_600_000 ? time : nil
    }
}
