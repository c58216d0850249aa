import FoundationEssentials

/// The time of day, as runs record it.
package struct RunClock: Sendable {
    private let read: @Sendable () -> Double

    /// `now` gives seconds since 1970-01-01 UTC; by default the system's.
    package init(now: @escaping @Sendable () -> Double = { Date().timeIntervalSince1970 }) {
        read = now
    }

    /// Seconds since 1970-01-01 UTC, with their fraction.
    package var now: Double { read() }

    package func seconds() -> Int64 { Int64(now) }

    /// RFC 3339 with milliseconds, UTC.
    package func timestamp() -> String {
        Date(timeIntervalSince1970: now).formatted(
            Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }
}
