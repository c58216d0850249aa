import Glibc

/// Texts as servers compare them. Two strings of Swift are equal where a reader sees the same, as `é` in one character or in two;
/// to a server these are different values.
extension String {
    /// Whether both are the same bytes of UTF-8.
    package func hasSameBytes(as other: String) -> Bool {
        // What differs to a reader differs, and is found out fast.
        self == other && order(of: other) == 0
    }

    /// Whether it comes before another text in the order of their UTF-8 bytes.
    package func precedesInBytes(_ other: String) -> Bool { order(of: other) < 0 }

    /// Below 0 where it comes before another in the order of bytes, above where it comes after it.
    private func order(of other: String) -> Int32 {
        let order =
            utf8.withContiguousStorageIfAvailable { left in
                other.utf8.withContiguousStorageIfAvailable { Self.order(left, $0) }
            } ?? nil
        if let order { return order }
        return utf8.elementsEqual(other.utf8) ? 0 : utf8.lexicographicallyPrecedes(other.utf8) ? -1 : 1
    }

    private static func order(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Int32 {
        let common = Swift.min(left.count, right.count)
        if common > 0, let one = left.baseAddress, let other = right.baseAddress {
            let order = memcmp(one, other, common)
            if order != 0 { return order }
        }
        return left.count == right.count ? 0 : left.count < right.count ? -1 : 1
    }
}
