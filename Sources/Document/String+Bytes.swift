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

    /// Whether it comes before another text where a byte ends both: what follows it does not matter then, as they differ.
    package func precedesInBytes(_ other: String, endingIn end: UInt8) -> Bool {
        comparing(other) { left, right, common, order in
            guard order == 0 else { return order < 0 }
            return (left.count > common ? left[common] : end) < (right.count > common ? right[common] : end)
        }
    }

    /// Below 0 where it comes before another in the order of bytes, above where it comes after it.
    private func order(of other: String) -> Int32 {
        comparing(other) { left, right, _, order in
            order != 0 ? order : left.count == right.count ? 0 : left.count < right.count ? -1 : 1
        }
    }

    /// Gives the bytes of both, how many they both have, and the order of these.
    private func comparing<Result>(
        _ other: String,
        _ body: (UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<UInt8>, _ common: Int, _ order: Int32) -> Result
    ) -> Result {
        var (left, right) = (self, other)
        return left.withUTF8 { left in
            right.withUTF8 { right in
                let common = Swift.min(left.count, right.count)
                guard common > 0, let one = left.baseAddress, let another = right.baseAddress else {
                    return body(left, right, 0, 0)
                }
                return body(left, right, common, memcmp(one, another, common))
            }
        }
    }
}
