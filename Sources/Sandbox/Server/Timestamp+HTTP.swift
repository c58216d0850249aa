import SandboxAPI

extension Timestamp {
    /// As the Date header has it (RFC 9110, section 5.6.7): `Mon, 23 Nov 2026 03:50:42 GMT`.
    var httpDate: String {
        let parts = description.split { "-T:Z".contains($0) }
        let days = seconds.quotientAndRemainder(dividingBy: 86400).quotient
        // The first of January 1970 was a Thursday.
        let weekday = Self.weekdays[Int(((days + 4) % 7 + 7) % 7)]
        let month = Self.months[(Int(parts[1]) ?? 1) - 1]
        return "\(weekday), \(parts[2]) \(month) \(parts[0]) \(parts[3]):\(parts[4]):\(parts[5]) GMT"
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
