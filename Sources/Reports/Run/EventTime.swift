import FoundationEssentials

/// The times of events and commits, in UTC (RFC 3339).
enum EventTime {
    /// Seconds since 1970 of a time with or without a fraction; nil where the text is none.
    static func seconds(_ text: String) -> Double? {
        let styles = [true, false].map { Date.ISO8601FormatStyle(includingFractionalSeconds: $0) }
        return styles.lazy.compactMap { try? $0.parse(text) }.first?.timeIntervalSince1970
    }

    /// `2026-11-23T04:52:08Z`: whole seconds since 1970 as people and programs read them.
    static func text(_ seconds: Int64) -> String {
        Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
    }
}

extension Double {
    /// `0.4s`, `12s`, `3m05s`, `1h02m`: a duration in seconds as people read it.
    package var asElapsed: String {
        // A clock that was set makes odd differences.
        guard self >= 0, self < 1e9 else { return "0s" }
        let whole = Int(self)
        switch whole {
        case ..<10: return "\(Int(self * 10) / 10).\(Int(self * 10) % 10)s"
        case ..<60: return "\(whole)s"
        case ..<3600: return "\(whole / 60)m\((whole % 60).twoDigits)s"
        default: return "\(whole / 3600)h\((whole % 3600 / 60).twoDigits)m"
        }
    }
}

extension Int {
    fileprivate var twoDigits: String { self < 10 ? "0\(self)" : "\(self)" }
}
