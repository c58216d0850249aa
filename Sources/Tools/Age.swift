/// Encryption of files for people, by the program `age` (https://age-encryption.org).
package struct Age: Sendable {
    private let tool: Tool

    package init(program: String = "age") {
        tool = Tool(program, installation: "install the package `age`, or get it from https://age-encryption.org")
    }

    /// `plaintext` for the owners of `recipients`, as armored text that reads well in git.
    ///
    /// The result differs from call to call. The plaintext goes through a pipe; recipients are public.
    package func encrypt(_ plaintext: [UInt8], for recipients: [String]) async throws -> [UInt8] {
        guard !recipients.isEmpty else {
            throw ToolError(tool.program, "encrypt a secret", .unusable("needs at least one recipient"))
        }
        let arguments = ["--encrypt", "--armor"] + recipients.flatMap { ["--recipient", $0] }
        return try await tool.run(arguments, input: plaintext, purpose: "encrypt a secret")
    }

    /// The plaintext of `ciphertext`, armored or binary, with one of the keys in the file `identity`.
    package func decrypt(_ ciphertext: [UInt8], identity: String) async throws -> [UInt8] {
        try await tool.run(
            ["--decrypt", "--identity", identity], input: ciphertext,
            purpose: "decrypt a secret with the identity \(identity)")
    }
}
