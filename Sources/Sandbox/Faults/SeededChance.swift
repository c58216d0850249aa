/// Chances that depend on nothing but a seed and what they are taken for: not on what else happens, nor on its order.
struct SeededChance {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// Goes on with a text: FNV-1a.
    func with(_ text: String) -> SeededChance {
        SeededChance(seed: text.utf8.reduce(state ^ 0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 })
    }

    func with(_ number: Int) -> SeededChance {
        SeededChance(seed: Self.mix(state ^ UInt64(bitPattern: Int64(number))))
    }

    /// A number from 0 up to 1, and the next one at the next call.
    mutating func next() -> Double {
        state &+= 0x9E37_79B9_7F4A_7C15
        return Double(Self.mix(state) >> 11) / Double(1 << 53)
    }

    /// The finalizer of SplitMix64 (Steele, Lea and Flood).
    private static func mix(_ value: UInt64) -> UInt64 {
        var mixed = value
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
