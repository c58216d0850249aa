import Diagnostics
import Testing

/// No runner of a pipeline takes a part of a text for a command.
struct CommandsInTextTests {
    @Test(arguments: [
        ("::error::x", ": :error::x"), ("  ::error::x", "  : :error::x"),
        ("a\n\u{3000}\u{A0}\t::x::", "a\n\u{3000}\u{A0}\t: :x::"),
        ("a\r\n::x", "a\r\n: :x"), ("::::x", ": :::x"), ("a ::error::x", "a ::error::x"), (":a:", ":a:"),
        ("a ##[error]b ##[group]", "a # #[error]b # #[group]"), ("###[x]", "## #[x]"),
        ("# [x] #[y] ##", "# [x] #[y] ##"),
        ("\u{1B}[1m##[error]x", "\u{1B}[1m# #[error]x"), ("plain\n", "plain\n"), ("", ""),
    ])
    func noneIsLeft(_ text: String, _ expected: String) {
        #expect(text.withoutCommands == expected)
        #expect(expected.withoutCommands == expected)
    }
}
