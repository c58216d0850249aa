import Document

/// Reads the times of events (RFC 3339, UTC, with or without a fraction) far enough to subtract them.
enum EventTime {
    /// Seconds since 1970; nil where the text is no such time.
    static func seconds(_ text: String) -> Double? {
        let parts = text.split { "-T:Z".contains($0) }
        guard parts.count == 6, let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
            let hour = Int(parts[3]), let minute = Int(parts[4]), let second = Double(parts[5]),
            (0...9999).contains(year), (1...12).contains(month), (1...31).contains(day), (0..<24).contains(hour),
            (0..<60).contains(minute), (0..<61).contains(second)
        else { return nil }
        return Double(days(year, month, day) * 86400 + hour * 3600 + minute * 60) + second
    }

    /// Days since 1970-01-01 in the Gregorian calendar, counted in years that begin in March.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let year = month > 2 ? year : year - 1
        let era = year / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
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
