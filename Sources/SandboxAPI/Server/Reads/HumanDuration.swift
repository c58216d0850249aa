import Document

/// Durations as `kubectl get` prints them: `45s`, `5m30s`, `3h12m`, `2d4h`, `17d`.
///
/// Source: `k8s.io/apimachinery/pkg/util/duration.HumanDuration`.
enum HumanDuration {
    static func text(seconds: Int64) -> String {
        switch seconds {
        case ..<(-1): return "<invalid>"
        case ..<0: return "0s"
        case ..<120: return "\(seconds)s"
        default: break
        }
        let minutes = seconds / 60
        let hours = minutes / 60
        let days = hours / 24
        if minutes < 10 { return joined(minutes, "m", seconds % 60, "s") }
        if minutes < 180 { return "\(minutes)m" }
        if hours < 8 { return joined(hours, "h", minutes % 60, "m") }
        if hours < 48 { return "\(hours)h" }
        if hours < 192 { return joined(days, "d", hours % 24, "h") }
        if hours < 24 * 365 * 2 { return "\(days)d" }
        let years = days / 365
        return years < 8 ? joined(years, "y", days % 365, "d") : "\(years)y"
    }

    /// How long ago a point in time was; `<unknown>` where there is none.
    static func age(_ time: Value?, _ now: Timestamp) -> String {
        guard let then = time?.string.flatMap(Timestamp.init) else { return "<unknown>" }
        return text(seconds: now.seconds - then.seconds)
    }

    private static func joined(_ large: Int64, _ unit: String, _ small: Int64, _ lesser: String) -> String {
        small == 0 ? "\(large)\(unit)" : "\(large)\(unit)\(small)\(lesser)"
    }
}
