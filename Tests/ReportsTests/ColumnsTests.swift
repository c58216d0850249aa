import Reports
import Testing

struct ColumnsTests {
    @Test(arguments: [("abc", 3), ("→…", 2), ("日本", 4), ("e\u{301}", 1), ("", 0)])
    func measures(_ text: String, _ columns: Int) {
        #expect(text.columns == columns)
    }

    @Test func fits() {
        #expect("abcdef".fitted(to: 6) == "abcdef")
        #expect("abcdef".fitted(to: 4) == "abc…")
        #expect("日本語".fitted(to: 4) == "日…")
    }

    @Test func wraps() {
        #expect("one two three".wrapped(to: 7) == ["one two", "three"])
        #expect("abcdefghij k".wrapped(to: 4) == ["abcd", "efgh", "ij k"])
        #expect("".wrapped(to: 4) == [""])
    }

    @Test func groupsThousands() {
        #expect([0, 999, 1000, 1_234_567].map(\.grouped) == ["0", "999", "1,000", "1,234,567"])
        #expect(1.counted("step") == "1 step" && 2.counted("step") == "2 steps")
    }

    @Test(arguments: [(0.44, "0.4s"), (12.9, "12s"), (185, "3m05s"), (3720, "1h02m")])
    func showsDurations(_ seconds: Double, _ text: String) {
        #expect(seconds.asElapsed == text)
    }
}
