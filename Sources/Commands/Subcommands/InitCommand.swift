import ArgumentParser
import FoundationEssentials
import Specification

struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Writes a first estate, a workspace and the templates of all steps.",
        discussion: """
            Overwrites nothing: where one of the files exists, none is written. A .gitignore that is there stays as it is.
            """)

    @OptionGroup var common: CommonOptions

    @Option(help: ArgumentHelp("The name of the estate.", valueName: "name"))
    var estate = "example"

    func validate() throws {
        let isLabel =
            estate.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "-") }
            && estate.first.map { $0.isLowercase } == true && !estate.hasSuffix("-") && estate.count <= 63
        guard isLabel else {
            throw ValidationError("the name of an estate has lower-case letters, digits and hyphens: \(estate)")
        }
    }

    func run() throws {
        let ignored = "\(common.root)/.gitignore"
        let keepsIgnored = FileManager.default.fileExists(atPath: ignored)
        let files = InitialProject.files(estate: estate).map { (path: "\(common.root)/\($0.path)", text: $0.text) }
            .filter { !keepsIgnored || $0.path != ignored }
        let existing = files.map(\.path).filter { FileManager.default.fileExists(atPath: $0) }
        guard existing.isEmpty else { throw Refusal(existing: existing) }
        for (path, text) in files {
            let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: URL(filePath: path), options: .withoutOverwriting)
            try StandardStreams.print("wrote \(path)\n")
        }
        if keepsIgnored {
            try StandardStreams.print("kept \(ignored); let it name /state/estate.git and *.plan\n")
        }
        try StandardStreams.print("next: edit \(common.root)/specs/estate.yaml, then `berth validate`\n")
    }

    /// There is a project already.
    struct Refusal: Error, CustomStringConvertible {
        var existing: [String]

        var description: String {
            "nothing was written, since there is already \(existing.joined(separator: ", "))\n"
                + "remove it, or name another folder with --root"
        }
    }
}
