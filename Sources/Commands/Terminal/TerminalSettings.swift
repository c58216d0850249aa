/// What may be written to an output: colours, lines that are drawn anew.
package struct TerminalSettings: Sendable, Hashable {
    package let usesColor: Bool
    /// Whether lines may be drawn anew: progress is shown in place instead of as a log.
    package let isLive: Bool

    /// Decides by what the output is, what the user said and what the environment says.
    ///
    /// `--no-color` and a non-empty `NO_COLOR` (no-color.org) count more than everything, then `FORCE_COLOR` and
    /// `CLICOLOR_FORCE`; otherwise only terminals get colours, and dumb ones do not. Nothing is drawn anew in CI, where a
    /// pseudo-terminal's output is kept as a log.
    package init(isTerminal: Bool, refusesColor: Bool, environment: [String: String]) {
        func isSet(_ name: String) -> Bool { !(environment[name] ?? "").isEmpty }
        func isOn(_ name: String) -> Bool { isSet(name) && environment[name] != "0" && environment[name] != "false" }
        let isCapable = isTerminal && environment["TERM"] != "dumb"
        let isForced = isOn("FORCE_COLOR") || isOn("CLICOLOR_FORCE")
        usesColor = !refusesColor && !isSet("NO_COLOR") && (isForced || isCapable)
        isLive = isCapable && !isOn("CI")
    }
}
