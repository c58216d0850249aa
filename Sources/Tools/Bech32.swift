/// The checksummed text form of age's keys (BIP 173, without its limit on length).
enum Bech32 {
    private static let alphabet = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8)
    private static let generator: [UInt32] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3]

    /// Whether `text` is a lower-case Bech32 string with the right checksum.
    static func isValid(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard let separator = bytes.lastIndex(of: UInt8(ascii: "1")), separator > 0, bytes.count - separator > 6,
            bytes.allSatisfy({ (33...126).contains($0) && !(65...90).contains($0) })
        else { return false }
        let prefix = bytes[..<separator]
        let data = bytes[(separator + 1)...].compactMap { byte in alphabet.firstIndex(of: byte).map(UInt32.init) }
        guard data.count == bytes.count - separator - 1 else { return false }
        let values = prefix.map { UInt32($0 >> 5) } + [0] + prefix.map { UInt32($0 & 31) } + data
        return checksum(values) == 1
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
