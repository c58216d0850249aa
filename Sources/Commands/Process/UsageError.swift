/// The arguments do not fit together, or to the estate; says what to write instead.
package struct UsageError: Error, Sendable, Hashable, CustomStringConvertible {
    package var description: String

    package init(_ description: String) {
        self.description = description
    }
}
