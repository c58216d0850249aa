/// The colours of the pages, by the name of the variable that the style sheet uses. What is written stands on `page`, `panel` or
/// `soft` with a contrast of 4.5 to 1 at least (WCAG 2.1, AA), by light and in the dark.
package enum HTMLPalette {
    /// The colours that text has.
    package static let inks = [
        "ink", "quiet", "link", "create", "update", "replace", "delete", "wait", "defer", "unknown",
    ]
    /// What text stands on.
    package static let grounds = ["page", "panel", "soft"]
    /// The inks with the grounds of their own beside those that all have.
    package static let pairs = [
        ("create", "added"), ("delete", "removed"), ("on-alarm", "alarm"), ("ink", "added"), ("ink", "removed"),
        ("ink", "mark"),
    ]

    package static let light = [
        "page": "#f6f7f9", "panel": "#ffffff", "soft": "#eef1f5", "line": "#c9d0d9", "ink": "#1b2430",
        "quiet": "#4f5b6b", "link": "#0b5cad", "create": "#0b6b3a", "update": "#7a4d00", "replace": "#7d2a8f",
        "delete": "#a81c1c", "wait": "#006273", "defer": "#3d4fb5", "unknown": "#6f5200", "added": "#e4f5ea",
        "removed": "#fdeaea", "alarm": "#a81c1c", "on-alarm": "#ffffff", "critical": "#c2410c", "mark": "#fff1c2",
    ]

    package static let dark = [
        "page": "#11161d", "panel": "#19212b", "soft": "#222c38", "line": "#3a4757", "ink": "#e6ebf2",
        "quiet": "#aab6c5", "link": "#86bdff", "create": "#6fd79a", "update": "#f0be62", "replace": "#dd9bee",
        "delete": "#ff9d97", "wait": "#6cd3e6", "defer": "#aab6ff", "unknown": "#e8ca6a", "added": "#14301f",
        "removed": "#3a1a1c", "alarm": "#8f1f1f", "on-alarm": "#ffffff", "critical": "#ff9a57", "mark": "#4a3d10",
    ]

    /// The variables of one of them, by name.
    static func variables(_ colors: [String: String]) -> String {
        colors.sorted { $0.key < $1.key }.map { "--\($0.key):\($0.value)" }.joined(separator: ";")
    }
}
