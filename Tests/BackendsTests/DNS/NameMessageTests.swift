import Resources
import TestSupport
import Testing

@testable import Backends

/// What a name server's answers say, and that no bytes make the reader fail.
struct NameMessageTests {
    static let question = NameQuestion(name: "w.example", type: "A")

    /// An answer to a question of type A for `w.example`, with records after it.
    static func answer(_ counts: [UInt8], _ records: [UInt8], flags: [UInt8] = [0x84, 0x00]) -> [UInt8] {
        [0, 7] + flags + [0, 1, 0, counts[0], 0, counts[1], 0, 0] + name("w", "example") + [0, 1, 0, 1] + records
    }

    static func name(_ labels: String...) -> [UInt8] {
        labels.flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) } + [0]
    }

    /// The name of the question, as answers point to it.
    static let pointer: [UInt8] = [0xC0, 12]

    static func record(_ owner: [UInt8], _ type: UInt8, _ data: [UInt8]) -> [UInt8] {
        owner + [0, type, 0, 1, 0, 0, 0, 60, 0, UInt8(data.count)] + data
    }

    struct Case: Sendable {
        var bytes: [UInt8]
        var says: NameAnswer?
    }

    @Test(arguments: [
        Case(
            bytes: answer([1, 0], record(pointer, 1, [192, 0, 2, 1])), says: .records([.init("192.0.2.1")], ttl: 60)),
        Case(bytes: answer([0, 0], []), says: .records([], ttl: nil)),
        Case(bytes: answer([0, 0], [], flags: [0x84, 3]), says: .records([], ttl: nil)),
        Case(bytes: answer([0, 0], [], flags: [0x80, 5]), says: .refused("REFUSED")),
        Case(bytes: answer([0, 0], [], flags: [0x80, 2]), says: .refused("SERVFAIL")),
        Case(bytes: answer([0, 0], [], flags: [0x80, 11]), says: .refused("RCODE 11")),
        // A referral, and a DNAME above.
        Case(
            bytes: answer([0, 1], record([0xC0, 14], 2, name("ns", "x")), flags: [0x80, 0]),
            says: .elsewhere(owner: "example", type: "NS")),
        Case(
            bytes: answer([1, 0], record([0xC0, 14], 39, name("other"))),
            says: .elsewhere(owner: "example", type: "DNAME")),
        // An alias is no address, and its target is another name.
        Case(
            bytes: answer([2, 0], record(pointer, 5, name("x")) + record(name("x"), 1, [192, 0, 2, 9])),
            says: .records([], ttl: nil)),
        // A pointer to itself, beyond the end, an unknown kind of label; too short; no answer.
        Case(bytes: answer([1, 0], record([0xC0, 27], 1, [192, 0, 2, 1])), says: nil),
        Case(bytes: answer([1, 0], record([0xCF, 0xFF], 1, [192, 0, 2, 1])), says: nil),
        Case(bytes: answer([1, 0], record([0x80, 0], 1, [192, 0, 2, 1])), says: nil),
        Case(bytes: answer([1, 0], record(pointer, 1, [192, 0, 2])), says: nil),
        Case(bytes: answer([9, 0], record(pointer, 1, [192, 0, 2, 1])), says: nil),
        Case(bytes: answer([0, 0], [], flags: [0x04, 0]), says: nil), Case(bytes: [0, 7, 0x80], says: nil),
    ])
    func answersSay(_ answer: Case) {
        #expect(NameMessage.answer(in: answer.bytes, to: Self.question) == answer.says)
    }

    @Test func textKeepsItsStrings() {
        let data: [UInt8] = [3] + Array("a\"b".utf8) + [2] + Array(";c".utf8)
        let bytes = Self.answer([1, 0], Self.record(Self.pointer, 16, data))
        let answer = NameMessage.answer(in: bytes, to: NameQuestion(name: "w.example", type: "TXT"))
        #expect(answer == .records([.init("a\"b;c", spelling: #""a\"b" ";c""#)], ttl: 60))
    }

    @Test func questionsNameWhatTheyMean() {
        let bytes = NameMessage.bytes(of: NameQuestion(name: "a\\046b.example", type: "AAAA"), id: 258)
        #expect(bytes == [1, 2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0] + Self.name("a.b", "example") + [0, 28, 0, 1])
    }

    /// Whatever a server sends.
    @Test func noBytesAreTooStrange() {
        var chance = SeededGenerator(seed: 9)
        let whole = Self.answer(
            [2, 1], Self.record(Self.pointer, 16, [3, 1, 2, 3]) + Self.record(Self.pointer, 5, [0xC0, 12]))
        for _ in 0..<20_000 {
            var bytes = Array(whole.prefix(Int.random(in: 0...whole.count, using: &chance)))
            for _ in 0..<Int.random(in: 0...4, using: &chance) where !bytes.isEmpty {
                bytes[Int.random(in: 0..<bytes.count, using: &chance)] = UInt8.random(in: 0...255, using: &chance)
            }
            _ = NameMessage.answer(in: bytes, to: Self.question)
        }
    }
}
