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

    /// `2026-11-23T04:52:08Z`: whole seconds since 1970 as people and programs read them.
    static func text(_ seconds: Int64) -> String {
        let days = Int((seconds - ((seconds % 86400) + 86400) % 86400) / 86400)
        let rest = Int(((seconds % 86400) + 86400) % 86400)
        // The inverse of `days`.
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * month + 2) / 5 + 1
        let year = yearOfEra + era * 400 + (month >= 10 ? 1 : 0)
        let date = "\(year)-\((month < 10 ? month + 3 : month - 9).twoDigits)-\(day.twoDigits)"
        return "\(date)T\((rest / 3600).twoDigits):\((rest / 60 % 60).twoDigits):\((rest % 60).twoDigits)Z"
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
