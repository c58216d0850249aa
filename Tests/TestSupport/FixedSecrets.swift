import Resources

/// Secrets that all have one value, wherever they come from.
package struct FixedSecrets: SecretSource {
    private let value: String?
    private let hasGenerated: Bool

    /// `value` nil: there are none. `hasGenerated`: generated ones are not made yet where it is false.
    package init(_ value: String? = "hunter2", hasGenerated: Bool = true) {
        self.value = value
        self.hasGenerated = hasGenerated
    }

    package func value(of reference: SecretReference) async throws -> [UInt8]? {
        if case .generated = reference.source, !hasGenerated { return nil }
        return value.map { Array($0.utf8) }
    }
}
