import Commands
import Testing

struct TerminalSettingsTests {
    struct Case: Sendable {
        var environment: [String: String]
        var isTerminal = true
        var refusesColor = false
        var usesColor: Bool
        var isLive: Bool
    }

    @Test(arguments: [
        Case(environment: ["TERM": "xterm"], usesColor: true, isLive: true),
        Case(environment: ["TERM": "xterm"], isTerminal: false, usesColor: false, isLive: false),
        Case(environment: ["TERM": "dumb"], usesColor: false, isLive: false),
        Case(environment: ["NO_COLOR": "1"], usesColor: false, isLive: true),
        Case(environment: ["NO_COLOR": ""], usesColor: true, isLive: true),
        Case(environment: [:], refusesColor: true, usesColor: false, isLive: true),
        Case(environment: ["CI": "true"], usesColor: true, isLive: false),
        Case(environment: ["FORCE_COLOR": "1"], isTerminal: false, usesColor: true, isLive: false),
        Case(environment: ["FORCE_COLOR": "1", "NO_COLOR": "1"], usesColor: false, isLive: true),
        Case(environment: ["FORCE_COLOR": "0"], isTerminal: false, usesColor: false, isLive: false),
    ])
    func decides(_ given: Case) {
        let settings = TerminalSettings(
            isTerminal: given.isTerminal, refusesColor: given.refusesColor, environment: given.environment)
        #expect(settings.usesColor == given.usesColor)
        #expect(settings.isLive == given.isLive)
    }
}
