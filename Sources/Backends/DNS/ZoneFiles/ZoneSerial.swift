import Glibc

/// The serial number of a zone, which secondaries compare to see whether it changed.
struct ZoneSerial: Sendable, Hashable {
    var number: UInt32

    /// The number after this one.
    ///
    /// A number that reads as a date with a counter (RFC 1912, 2.2: `YYYYMMDDnn`) becomes today's first one, where that
    /// lies ahead (RFC 1982 arithmetic); every other kind of number is counted up, since its zone has another custom.
    /// - `now` is in seconds since 1970.
    func next(now: Int64) -> ZoneSerial {
        let today = Self.first(of: now)
        if isDate, Int32(bitPattern: today.number &- number) > 0 { return today }
        let following = number &+ 1
        return ZoneSerial(number: following == 0 ? 1 : following)
    }

    /// The first number of a day, UTC.
    static func first(of now: Int64) -> ZoneSerial {
        var seconds = time_t(now)
        var date = tm()
        gmtime_r(&seconds, &date)
        let day = (Int(date.tm_year) + 1900) * 10000 + (Int(date.tm_mon) + 1) * 100 + Int(date.tm_mday)
        return ZoneSerial(number: UInt32(clamping: day * 100 + 1))
    }

    private var isDate: Bool {
        let day = number / 100
        return (1980...2100).contains(day / 10000) && (1...12).contains(day / 100 % 100) && (1...31).contains(day % 100)
    }
}
