import ArgumentParser
import Foundation
import Testing

@testable import Commands

/// Every `berth …` that a message, a page or a comment names is a command that exists, with options that it has.
struct NamedCommandsTests {
    private static let checkout = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// What stands behind `berth ` in the texts of the project, with the file it stands in.
    private static func mentions() throws -> [(file: String, words: [Substring])] {
        var files = ["README.md", "state/README.md"].map { checkout.appending(path: $0) }
        for folder in ["Sources", "templates", "specs"] {
            let found = FileManager.default.enumerator(
                at: checkout.appending(path: folder), includingPropertiesForKeys: nil)
            while let file = found?.nextObject() as? URL {
                if ["swift", "md", "yaml", "yml", "sh"].contains(file.pathExtension) { files.append(file) }
            }
        }
        return try files.sorted { $0.path < $1.path }.flatMap { file in
            let text = try String(contentsOf: file, encoding: .utf8)
            return text.matches(of: /`berth ([^`\n]+)`/).map {
                (file.lastPathComponent, $0.output.1.split(separator: " "))
            }
        }
    }

    @Test func theyExist() throws {
        let mentions = try Self.mentions()
        try #require(mentions.count > 30)
        for (file, words) in mentions {
            var command: any ParsableCommand.Type = BerthCommand.self
            var rest = words[...]
            while let word = rest.first, !command.configuration.subcommands.isEmpty, Self.isPlain(word) {
                let next = command.configuration.subcommands.first { $0.configuration.commandName == String(word) }
                guard let next else {
                    Issue.record("\(file): `berth \(words.joined(separator: " "))`: there is no command \(word)")
                    break
                }
                command = next
                rest = rest.dropFirst()
            }
            let help = BerthCommand.helpMessage(for: command, columns: 200)
            for option in rest.filter({ $0.hasPrefix("--") }).map({ $0.prefix { $0 != "=" && $0 != "]" } }) {
                #expect(help.contains(option), "\(file): \(words.joined(separator: " "))")
            }
        }
    }

    /// Whether a word can only be the name of a command.
    private static func isPlain(_ word: Substring) -> Bool { word.allSatisfy { $0.isLowercase || $0 == "-" } }
}
