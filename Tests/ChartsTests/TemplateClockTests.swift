import Testing

@testable import Charts

struct TemplateClockTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var text: String
        /// With `NOW` for what stands for `now` then; nil where the text does not ask for the time.
        var moved: String?

        var testDescription: String { text }

        static let all = [
            Case(text: "a: {{ now }}", moved: "a: {{ NOW }}"),
            Case(text: "{{- now|date `2006` -}}", moved: "{{- NOW|date `2006` -}}"),
            Case(text: #"{{ date "2006 now" now }}"#, moved: #"{{ date "2006 now" NOW }}"#),
            Case(text: #"{{ "a \" now" }}{{ (now).Unix }}"#, moved: #"{{ "a \" now" }}{{ (NOW).Unix }}"#),
            Case(text: "{{ $now := now }}{{ $now }}", moved: "{{ $now := NOW }}{{ $now }}"),
            Case(text: "{{ if now }}x{{ end }}\n{{ now", moved: "{{ if NOW }}x{{ end }}\n{{ NOW"),
            Case(text: "now {{ .now }} {{ .Values.now }} {{ $.now }} {{ $x.now }}"),
            Case(text: "{{/* now */}} {{ nowhere }} {{ unknow }} {{ now_ }} {{ `now` }} }} now"),
            Case(text: #"{{ "never closed now"#),
            Case(text: "{{"),
            Case(text: ""),
        ]
    }

    @Test(arguments: Case.all)
    func everyCallIsMoved(_ test: Case) {
        let other = String(decoding: TemplateClock.otherTime, as: UTF8.self)
        let moved = TemplateClock.moved(Array(test.text.utf8)).map { String(decoding: $0, as: UTF8.self) }
        #expect(moved == test.moved?.replacing("NOW", with: other))
    }
}
