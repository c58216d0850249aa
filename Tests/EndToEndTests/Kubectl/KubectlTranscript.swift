import Foundation

/// A session with `kubectl` as a user would see it: a text of commands, each followed by what it prints.
///
///     # a heading
///     $ kubectl get configmaps
///     NAME   DATA   AGE
///     one    1      …
///     $ kubectl get configmap two
///     Error from server (NotFound): configmaps "two" not found
///     [exit 1]
///
/// `…` stands for any text within a line, or, alone in its line, for any number of lines. How many blanks are between
/// words does not matter. Output without a command's line `[exit N]` belongs to a command that succeeds.
struct KubectlTranscript: Sendable {
    struct Step: Sendable {
        var heading: String
        var command: String
        var output: [String] = []
        var status: Int32 = 0
        /// Where the command stands in its file.
        var line: Int
    }

    let name: String
    private(set) var steps: [Step] = []

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Transcripts")

    /// Reads a transcript that lies beside this source.
    init(_ name: String) throws {
        self.name = name
        let text = try String(contentsOf: Self.folder.appending(path: "\(name).console"), encoding: .utf8)
        var heading = ""
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.hasPrefix("# ") {
                heading = String(line.dropFirst(2))
            } else if line.hasPrefix("$ ") {
                steps.append(Step(heading: heading, command: String(line.dropFirst(2)), line: index + 1))
            } else if let status = line.wholeMatch(of: /\[exit (\d+)\]/)?.1, !steps.isEmpty {
                steps[steps.count - 1].status = Int32(status) ?? 1
            } else if !line.isEmpty, !steps.isEmpty {
                steps[steps.count - 1].output.append(String(line))
            }
        }
    }

    /// The files that commands of transcripts read.
    static var manifests: [URL] {
        get throws {
            try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil).filter {
                $0.pathExtension != "console"
            }
        }
    }
}

extension KubectlTranscript.Step {
    /// Whether a command printed what the transcript says.
    func matches(_ printed: String) -> Bool {
        let lines = printed.split(separator: "\n").map(Self.words).filter { !$0.isEmpty }
        return Self.matches(output.map(Self.words)[...], lines[...])
    }

    private static func matches(_ wanted: ArraySlice<String>, _ lines: ArraySlice<String>) -> Bool {
        guard let first = wanted.first else { return lines.isEmpty }
        if first == "…" {
            return (0...lines.count).contains { matches(wanted.dropFirst(), lines.dropFirst($0)) }
        }
        guard let line = lines.first, matches(first, line) else { return false }
        return matches(wanted.dropFirst(), lines.dropFirst())
    }

    /// The parts between the `…` of a line follow each other in the other one.
    private static func matches(_ pattern: String, _ line: String) -> Bool {
        let parts = pattern.split(separator: "…", omittingEmptySubsequences: false)
        guard let first = parts.first, let last = parts.last, parts.count > 1 else { return pattern == line }
        guard line.hasPrefix(first) else { return false }
        var rest = line.dropFirst(first.count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let found = rest.firstRange(of: part) else { return false }
            rest = rest[found.upperBound...]
        }
        return rest.hasSuffix(last)
    }

    private static func words(_ line: some StringProtocol) -> String {
        line.split { $0 == " " || $0 == "\t" }.joined(separator: " ")
    }
}
