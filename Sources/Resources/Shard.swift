import Document

/// One of `count` parts of an estate that several processes work on side by side.
///
/// A group (a workspace's id, or `cluster/<name>`) belongs to exactly one shard, by a hash of its name: the first twelve
/// hexadecimal digits of its SHA-256 as a number, modulo `count`, plus one. It depends on nothing else, so that a workspace
/// without a specification belongs somewhere, too, and anybody can compute it.
package struct Shard: Sendable, Hashable, CustomStringConvertible {
    /// From 1 to `count`.
    package let number: Int
    package let count: Int

    /// The largest number of shards.
    package static let most = 10_000

    /// Nil unless `number` is from 1 to `count`, and that at most `most`.
    package init?(number: Int, of count: Int) {
        guard (1...Self.most).contains(count), (1...count).contains(number) else { return nil }
        self.number = number
        self.count = count
    }

    /// Reads `2/4`: two numbers in plain digits without leading zeros; nil for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let number = Self.number(parts[0]), let count = Self.number(parts[1]) else {
            return nil
        }
        self.init(number: number, of: count)
    }

    /// A number in plain digits without a sign and leading zeros; nil for anything else.
    package static func number(_ text: some StringProtocol) -> Int? {
        guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        return text.hasPrefix("0") && text != "0" ? nil : Int(text)
    }

    /// Whether a group belongs to it.
    package func contains(_ group: String) -> Bool { number == Self.of(group, among: count)?.number }

    /// The shard that a group belongs to; nil where `count` is not a number of shards.
    package static func of(_ group: String, among count: Int) -> Shard? {
        guard count > 0 else { return nil }
        let hash = UInt64(Digest(of: group.utf8).short, radix: 16) ?? 0
        return Shard(number: Int(hash % UInt64(count)) + 1, of: count)
    }

    package var description: String { "\(number)/\(count)" }
}
