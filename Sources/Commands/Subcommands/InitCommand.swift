import ArgumentParser
import Backends
import Diagnostics
import Files
import FoundationEssentials
import Glibc
import Specification
import Tools

struct InitCommand: ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Writes a first estate, a workspace and the templates of all steps.",
        discussion: """
            Overwrites nothing: where one of the files exists, none is written. A .gitignore that is there stays as it is. \
            Kubeconfigs and generated secrets are stored for the owners of the --recipient keys, or else for the owner of \
            the identity file, which is made where there is none.

            With --ci it writes pipelines, too, and beside a project that is there already nothing else: plan and comment on a \
            pull request, apply of the reviewed plan after the merge, issues about drift.
            """)

    @OptionGroup var common: CommonOptions

    @Option(help: ArgumentHelp("The name of the estate.", valueName: "name"))
    var estate = "example"

    @Option(
        help: ArgumentHelp(
            "A public key that can read what is stored: age1… or \"ssh-ed25519 AAAA…\" (repeatable).", valueName: "key")
    )
    var recipient: [String] = []

    @Option(help: ArgumentHelp("The file of your private age key, made where there is none.", valueName: "file"))
    var identity = "~/.config/berth/age.key"

    @Option(
        help: ArgumentHelp(
            "Writes the pipelines of a forge: github, gitlab or forgejo (also Gitea).", valueName: "forge"))
    var ci: ForgeKind?

    func validate() throws {
        let isLabel =
            estate.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "-") }
            && estate.first.map { $0.isLowercase } == true && !estate.hasSuffix("-") && estate.count <= 63
        guard isLabel else {
            throw ValidationError("the name of an estate has lower-case letters, digits and hyphens: \(estate)")
        }
        // The key is not repeated: it may be a private one.
        for problem in recipient.compactMap(Recipients.problem) { throw ValidationError("--recipient: \(problem)") }
        if identity.isEmpty { throw ValidationError("--identity names a file") }
    }

    func run() throws {
        let ignored = "\(common.root)/.gitignore"
        let keepsIgnored = FileManager.default.fileExists(atPath: ignored)
        let plain = Self.paths.map { "\(common.root)/\($0)" }.filter { !keepsIgnored || $0 != ignored }
        let pipelines = ci.map { PipelineTemplates.files($0, in: common.root) }
        if pipelines != nil, let top = PipelineTemplates.outerWorkTree(of: common.root) {
            throw UsageError(
                "forges look for pipelines at the top of a repository, and \(common.root) lies below that of \(top): nothing "
                    + "was written; leave out --ci, write them elsewhere, and give their berth commands --root")
        }
        if let pipelines { try checkFolders(of: pipelines.files.map(\.path)) }
        if let pipelines, FileManager.default.fileExists(atPath: "\(common.root)/specs/estate.yaml") {
            return try write(pipelines)
        }
        let planned = plain + (pipelines?.files.map(\.path) ?? [])
        let existing = planned.filter { FileManager.default.fileExists(atPath: $0) }
        guard existing.isEmpty else { throw Refusal(root: common.root, existing: existing) }
        try checkFolders(of: plain)
        let owner = try OwnerKey(identity, home: ProcessEnvironment.home)
        let keys = try recipient.isEmpty ? owner.recipients() : recipient
        let files = InitialProject.files(estate: estate, recipients: keys, identity: owner.path)
            .map { (path: "\(common.root)/\($0.path)", text: $0.text) }.filter { !keepsIgnored || $0.path != ignored }
        try Self.write(files + (pipelines?.files ?? []))
        for (path, _) in files + (pipelines?.files ?? []) { try StandardStreams.print("wrote \(path)\n") }
        if keepsIgnored {
            try StandardStreams.print("kept \(ignored); let it name /state/estate.git, *.plan and *.key\n")
        }
        try StandardStreams.print("next: edit \(common.root)/specs/estate.yaml, then `berth validate`\n")
        if let pipelines { try StandardStreams.print(pipelines.advice) }
    }

    /// Writes the pipelines beside a project that is there.
    private func write(_ pipelines: PipelineTemplates) throws {
        let existing = pipelines.files.map(\.path).filter { FileManager.default.fileExists(atPath: $0) }
        guard existing.isEmpty else { throw PipelineRefusal(existing: existing) }
        try Self.write(pipelines.files)
        for (path, _) in pipelines.files { try StandardStreams.print("wrote \(path)\n") }
        try StandardStreams.print(pipelines.advice)
    }

    /// There are pipelines already.
    struct PipelineRefusal: Error, CustomStringConvertible {
        /// With the folder of the project.
        var existing: [String]

        var description: String {
            "\(existing.joined(separator: ", ")) \(existing.count == 1 ? "exists" : "exist") already: nothing was written\n"
                + "move \(existing.count == 1 ? "it" : "them") away to have new pipelines"
        }
    }

    private static let paths = InitialProject.files(estate: "", recipients: [], identity: "").map(\.path)

    /// Throws where a folder that is to hold a file is none, or leads out of the project by a link: neither Berth nor forges look there,
    /// and what is there is somebody else's.
    private func checkFolders(of paths: [String]) throws(DiagnosticsError) {
        let root = common.root
        func refuse(_ folder: String, _ reason: String, _ path: String) -> DiagnosticsError {
            DiagnosticsError([
                .error(
                    "\(reason), and \(path) belongs there: nothing was written", at: SourceLocation(file: folder),
                    notes: "move it away, or name another folder with --root")
            ])
        }
        guard let top = FolderPath(resolving: root) else { return }
        for path in paths {
            guard FileKind(at: root) == .folder else { throw refuse(root, "this is not a folder", path) }
            var folder = root
            for name in path.dropFirst(root.count).split(separator: "/").dropLast() {
                folder += "/\(name)"
                var isFolder = false
                let exists = FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder)
                let isLink = (try? FileManager.default.destinationOfSymbolicLink(atPath: folder)) != nil
                guard exists || isLink else { break }
                guard isFolder, let real = FolderPath(resolving: folder) else {
                    throw refuse(folder, "this is not a folder", path)
                }
                guard top.member(real) != nil else {
                    throw refuse(folder, "this is a link that leads out of the project", path)
                }
            }
        }
    }

    /// Writes all files or none.
    private static func write(_ files: [(path: String, text: String)]) throws {
        var written: [String] = []
        do {
            for (path, text) in files {
                let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
                    .joined(separator: "/")
                do {
                    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
                } catch {
                    throw WriteFailure(path: path, reason: "the folder \(folder) cannot be made")
                }
                do {
                    try OutputFile.create(Array(text.utf8), at: path)
                } catch {
                    throw WriteFailure(path: path, reason: "\(error)")
                }
                written.append(path)
            }
        } catch {
            for path in written { unlink(path) }
            throw error
        }
    }

    /// A file could not be made.
    struct WriteFailure: Error, CustomStringConvertible {
        var path: String
        var reason: String

        var description: String { "nothing was written, since \(path) cannot be: \(reason)" }
    }

    /// There is a project already, or files that are called like some of its.
    struct Refusal: Error, CustomStringConvertible {
        var root: String
        /// With `root`.
        var existing: [String]

        var description: String {
            let names = existing.map { String($0.dropFirst(root.count + 1)) }
            let place = root == "." ? "this folder" : root
            if names.contains("specs/estate.yaml") {
                return "there is a project in \(place) already: nothing was written\n"
                    + "go on with `berth validate`, or name another folder with --root"
            }
            return
                "\(names.listed(most: 3)) \(names.count == 1 ? "exists" : "exist") in \(place) already: nothing was written\n"
                + "move \(names.count == 1 ? "it" : "them") away, or name another folder with --root"
        }
    }
}
