/// The checksummed text form of age's keys (BIP 173, without its limit on length).
enum Bech32 {
    private static let alphabet = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8)
    private static let generator: [UInt32] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3]

    /// Whether `text` is a lower-case Bech32 string with the right checksum.
    static func isValid(_ text: String) -> Bool { groups(of: text) != nil }

    /// The bytes of a lower-case Bech32 string behind `prefix`; nil where it is none.
    static func decode(_ text: String, prefix: String) -> [UInt8]? {
        guard text.hasPrefix("\(prefix)1"), let groups = groups(of: text),
            text.utf8.lastIndex(of: UInt8(ascii: "1")) == text.utf8.index(text.startIndex, offsetBy: prefix.utf8.count)
        else { return nil }
        return regrouped(groups.dropLast(6), from: 5, to: 8, pads: false).map {
            $0.map { UInt8(truncatingIfNeeded: $0) }
        }
    }

    /// The Bech32 string of `bytes`, in lower case.
    static func encode(_ bytes: [UInt8], prefix: String) -> String {
        let data = regrouped(bytes.map(UInt32.init), from: 8, to: 5, pads: true) ?? []
        let sum = checksum(expanded(Array(prefix.utf8)) + data + Array(repeating: 0, count: 6)) ^ 1
        let letters = (data + (0..<6).map { sum >> (5 * (5 - $0)) & 31 }).map { alphabet[Int($0)] }
        return "\(prefix)1\(String(decoding: letters, as: UTF8.self))"
    }

    /// The five-bit groups behind the separator, those of the checksum last; nil where they do not match it.
    private static func groups(of text: String) -> [UInt32]? {
        let bytes = Array(text.utf8)
        guard let separator = bytes.lastIndex(of: UInt8(ascii: "1")), separator > 0, bytes.count - separator > 6,
            bytes.allSatisfy({ (33...126).contains($0) && !(65...90).contains($0) })
        else { return nil }
        let data = bytes[(separator + 1)...].compactMap { byte in alphabet.firstIndex(of: byte).map(UInt32.init) }
        guard data.count == bytes.count - separator - 1,
            checksum(expanded(Array(bytes[..<separator])) + data) == 1
        else { return nil }
        return data
    }

    private static func expanded(_ prefix: [UInt8]) -> [UInt32] {
        prefix.map { UInt32($0 >> 5) } + [0] + prefix.map { UInt32($0 & 31) }
    }

    /// Numbers of so many bits as numbers of so many others; nil where bits are left over that are not padding.
    private static func regrouped(
        _ numbers: some Sequence<UInt32>, from width: UInt32, to target: UInt32, pads: Bool
    ) -> [UInt32]? {
        var (bits, count): (UInt32, UInt32) = (0, 0)
        var result: [UInt32] = []
        for number in numbers {
            bits = (bits << width | number) & 0xffff
            count += width
            while count >= target {
                count -= target
                result.append(bits >> count & (1 << target - 1))
            }
        }
        let rest = bits << (target - count) & (1 << target - 1)
        if pads {
            if count > 0 { result.append(rest) }
        } else if count >= width || rest != 0 {
            return nil
        }
        return result
    }

    private static func checksum(_ values: [UInt32]) -> UInt32 {
        var sum: UInt32 = 1
        for value in values {
            let top = sum >> 25
            sum = (sum & 0x1ff_ffff) << 5 ^ value
            for bit in 0..<5 where top >> bit & 1 == 1 { sum ^= generator[bit] }
        }
        return sum
    }
}
