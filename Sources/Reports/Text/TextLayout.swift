/// How text for terminals is laid out.
package struct TextLayout: Sendable, Hashable {
    /// The columns that may be used, 80 to 200: narrower tables cannot be read, longer lines neither.
    package let width: Int
    /// Whether colours are written (ECMA-48 sequences).
    package var usesColor: Bool
    /// Whether everything is shown that is folded otherwise.
    package var isVerbose: Bool

    package init(width: Int = 80, usesColor: Bool = false, isVerbose: Bool = false) {
        self.width = min(max(width, 80), 200)
        self.usesColor = usesColor
        self.isVerbose = isVerbose
    }
}
