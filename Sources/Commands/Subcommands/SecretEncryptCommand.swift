import ArgumentParser
import Diagnostics
import Files
import FoundationEssentials
import Glibc
import Resources
import Specification
import Tools

struct EncryptCommand: AsyncParsableCommand, ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "encrypt", abstract: "Encrypts a secret so that it opens for one workspace only.",
        discussion: """
            Reads the value from standard input and writes an age file for the estate's recipients. The file says inside whom it \
            is for: a copy of it, also an old one from the history of a repository, opens for no other workspace. Without a \
            workspace it is for the estate itself, and for workspaces that the estate grants it. Files that `age` made open as \
            before, unless the estate says `encryption: {requireBound: true}`.

              printf %s "$TOKEN" | berth secret encrypt payments --out specs/workspaces/payments/hcloud.age
            """)

    @OptionGroup var common: CommonOptions

    @Argument(help: "The workspace; the estate itself where none is named.")
    var workspace: String?

    @Option(help: ArgumentHelp("Writes a file instead of standard output.", valueName: "file"))
    var out: String?

    /// The longest value, in bytes: a Secret cannot hold more.
    private static let limit = 1 << 20

    /// Nothing was encrypted.
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    func run() async throws {
        let project = try Project(root: common.root)
        if let workspace { _ = try project.chosen([workspace]) }
        let recipients = try EstateRecipients.read(of: project.estate, home: ProcessEnvironment.home)
        guard !recipients.isEmpty else {
            throw Failure(
                description:
                    "the estate names no recipients to encrypt for: write `encryption: {recipients: {file: …}}`")
        }
        let value = try await value()
        let binding = SecretBinding(estate: project.estate.name, workspace: workspace)
        let file = try await Age().encrypt(binding.bound(value), for: recipients)
        guard let out else { return try StandardStreams.print(String(decoding: file, as: UTF8.self), as: .source) }
        let isOwn = isOwn(out, in: project.specification)
        try write(file, to: out, makesFolder: isOwn)
        StandardStreams.complain("encrypted: \(advice(out, isOwn, in: project.specification))\n")
    }

    /// Whether a file lies where the workspace may name it without a grant.
    private func isOwn(_ path: String, in specification: SpecificationSet) -> Bool {
        guard let workspace else { return false }
        return SecretBoundary(specification.estate, workspaces: specification.workspaces)
            .isOwn(SecretReference(.age(path)).named(by: workspace))
    }

    private func value() async throws -> [UInt8] {
        guard !StandardStreams.isTerminal(STDIN_FILENO) else {
            throw UsageError("the value is read from standard input, and a terminal would show it: pipe it in")
        }
        // Nothing was written yet, and the reading thread cannot be woken.
        let input = await SignalWatch.shared.ending {
            Result { () throws(FileError) in try ByteStream.read(STDIN_FILENO, limit: Self.limit) }
        }
        let value: [UInt8]
        do {
            value = try input.get()
        } catch {
            throw Failure(description: "cannot read the value from standard input: \(error)")
        }
        guard !value.isEmpty, value != [UInt8(ascii: "\n")] else {
            throw Failure(description: "there is no value on standard input")
        }
        guard !Age.isEncrypted(value), !SecretBinding.isBound(value) else {
            throw Failure(description: "what is on standard input is encrypted or bound already: give the value itself")
        }
        return value
    }

    private func write(_ file: [UInt8], to path: String, makesFolder: Bool) throws {
        do {
            if makesFolder, let end = path.lastIndex(of: "/") {
                try FileManager.default.createDirectory(atPath: String(path[..<end]), withIntermediateDirectories: true)
            }
            try OutputFile.write(file, to: path, mode: 0o644)
        } catch {
            throw Failure(description: "cannot write the encrypted secret to \(path): \(error)")
        }
    }

    /// How a specification names the file.
    private func advice(_ path: String, _ isOwn: Bool, in specification: SpecificationSet) -> String {
        guard let workspace, let spec = specification.workspace(id: workspace) else {
            return "\(path); the estate names it as `{age: …}`, counted from its own file"
        }
        guard isOwn else {
            return "\(path); age files below \(spec.folder)/ are \(workspace)'s own, others the estate has to grant"
        }
        let folder = spec.marks.file.lastIndex(of: "/").map { spec.marks.file[...$0] } ?? ""
        guard path.hasPrefix(folder) else {
            return "\(path); \(spec.marks.file) names it as `{age: …}`, counted from there"
        }
        return "name it in \(spec.marks.file) as `{age: \(path.dropFirst(folder.count))}`"
    }
}
