import Synchronization

/// Encryption of files for people, by the program `age` (https://age-encryption.org).
///
/// Where the program is missing or does not end it is not asked again: of thousands of secrets each would wait as long.
package struct Age: Sendable {
    private let tool: Tool
    private let limits: Tool.Limits
    private let failure = Failure()

    /// `time` is how long one secret may take; a plugin may ask its user for a touch.
    package init(program: String = "age", time: Duration = .seconds(30)) {
        tool = Tool(program, installation: "install the package `age`, or get it from https://age-encryption.org")
        limits = Tool.Limits(time: time)
    }

    /// `plaintext` for the owners of `recipients`, as armored text that reads well in git.
    ///
    /// The result differs from call to call. The plaintext goes through a pipe; recipients are public.
    package func encrypt(_ plaintext: [UInt8], for recipients: [String]) async throws -> [UInt8] {
        guard !recipients.isEmpty else {
            throw ToolError(tool.program, "encrypt a secret", .unusable("needs at least one recipient"))
        }
        let arguments = ["--encrypt", "--armor"] + recipients.flatMap { ["--recipient", $0] }
        return try await run(arguments, input: plaintext, purpose: "encrypt a secret")
    }

    /// The plaintext of `ciphertext`, armored or binary, with one of the keys in the file `identity`.
    package func decrypt(_ ciphertext: [UInt8], identity: String) async throws -> [UInt8] {
        try await run(
            ["--decrypt", "--identity", identity], input: ciphertext,
            purpose: "decrypt a secret with the identity \(identity)")
    }

    private func run(_ arguments: [String], input: [UInt8], purpose: String) async throws -> [UInt8] {
        if let cause = failure.cause.withLock(\.self) { throw ToolError(tool.program, purpose, cause) }
        do {
            return try await tool.run(arguments, input: input, limits: limits, purpose: purpose)
        } catch let error as ToolError {
            switch error.cause {
            case .notInstalled, .timedOut: failure.cause.withLock { $0 = error.cause }
            case .failed, .killed, .outputTooLarge, .unusable: break
            }
            throw error.withoutAdvertisement
        }
    }

    /// Why the program cannot be used at all; shared by the copies of an `Age`.
    private final class Failure: Sendable {
        let cause = Mutex<ToolError.Cause?>(nil)
    }
}

extension ToolError {
    /// Where age wants its own faults reported is no help to who reads why a secret cannot be opened.
    fileprivate var withoutAdvertisement: ToolError {
        guard case .failed(let status, let complaint) = cause else { return self }
        let parts = complaint.split(separator: "; ").filter { !$0.hasPrefix("age: report unexpected") }
        return ToolError(program, purpose, .failed(status: status, complaint: parts.joined(separator: "; ")))
    }
}
