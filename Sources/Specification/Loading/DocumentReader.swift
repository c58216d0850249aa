import Diagnostics
import Document
import YAML

/// Reads files of a source and reports those that cannot be read.
struct DocumentReader {
    let source: any FileSource
    let limits: YAMLLimits
    let findings: Findings

    /// The files with the extension of YAML in a folder, as paths; none where there is no such folder.
    func files(in folder: String) -> [String] {
        entries(of: folder).filter { $0.kind != .folder && $0.name.isYAMLFile }.map { "\(folder)/\($0.name)" }
    }

    /// The files with the extension of YAML in a folder and in those below it, as paths. What is likely to be meant as
    /// one and cannot be read is reported.
    func filesBelow(_ folder: String, depth: Int = 0) -> [String] {
        entries(of: folder).flatMap { entry -> [String] in
            let path = "\(folder)/\(entry.name)"
            let location = SourceLocation(file: source.displayName(of: path))
            guard entry.kind == .folder else {
                if !entry.name.isYAMLFile, ["yaml", "yml", "json"].contains(where: entry.name.lowercased().hasSuffix) {
                    findings.add(
                        .warning(
                            "the file is not read", at: location, notes: "only names that end in .yaml or .yml are"))
                }
                return entry.name.isYAMLFile ? [path] : []
            }
            if entry.name.isYAMLFile {
                findings.report(
                    "this is a folder and is called like a file", at: location, notes: "give it a name without .yaml")
            } else if entry.isLink {
                findings.report(
                    "a link to a folder is not followed", at: location, notes: "links may only lead to files")
            } else if depth >= Self.deepest {
                findings.report("the folders are nested too deeply", at: location)
            } else {
                return filesBelow(path, depth: depth + 1)
            }
            return []
        }
    }

    private static let deepest = 16

    /// The folders in a folder, as names.
    func folders(in folder: String) -> [String] {
        entries(of: folder).filter { $0.kind == .folder }.map(\.name)
    }

    /// What a folder holds, save for hidden files.
    func entries(of folder: String) -> [FileEntry] {
        do { return (try source.entries(of: folder) ?? []).filter { !$0.name.hasPrefix(".") } } catch {
            report(error, folder)
            return []
        }
    }

    /// The documents of a file; none where it cannot be read, which is reported.
    func documents(of file: String) -> [YAMLDocument] {
        guard let bytes = contents(of: file) else { return [] }
        return findings.gather { () throws(DiagnosticsError) in
            try YAML.parse(bytes, file: source.displayName(of: file), limits: limits)
        } ?? []
    }

    /// The documents of a file that must hold one; none where it has none, which is reported with what was expected.
    func documents(of file: String, expecting note: String) -> [YAMLDocument] {
        let faults = findings.collector.diagnostics.count
        let documents = documents(of: file)
        if documents.isEmpty, findings.collector.diagnostics.count == faults {
            findings.report(
                "the file holds no document", at: SourceLocation(file: source.displayName(of: file)), notes: note)
        }
        return documents
    }

    /// The document of a file that holds one of a kind and no more; anything else is reported.
    func onlyDocument(of file: String, _ kind: SpecificationKind) -> YAMLDocument? {
        let documents = documents(of: file, expecting: "one of the kind \(kind.rawValue) was expected")
        guard let document = documents.first else { return nil }
        if let second = documents.dropFirst().first {
            findings.report(
                "the file holds more than one document", at: second.marks.location(of: .root),
                notes: "one \(kind.rawValue) a file")
        }
        return isDocument(document, of: kind) ? document : nil
    }

    /// The bytes of a file; nil where it cannot be read, which is reported.
    func contents(of file: String, limit: Int? = nil) -> [UInt8]? {
        do { return try source.contents(of: file, limit: limit ?? limits.bytes) } catch {
            report(error, file)
            return nil
        }
    }

    /// Whether a document is of a kind; if not, that is all that is said about it.
    func isDocument(_ document: YAMLDocument, of kind: SpecificationKind) -> Bool {
        let expected: [(key: String, value: String)] = [
            ("apiVersion", SpecificationKind.apiVersion), ("kind", kind.rawValue),
        ]
        for (key, value) in expected where document.value[key]?.string != value {
            let found = document.value[key].map { ", not `\($0.plain)`" } ?? ""
            findings.report(
                "the document must have `\(key): \(value)`\(found)", at: document.marks.location(of: Path([.key(key)])),
                notes: "this file holds documents of the kind \(kind.rawValue)")
            return false
        }
        return true
    }

    /// Says why a path could not be read.
    func report(_ error: FileSourceError, _ path: String) {
        let name = source.displayName(of: path)
        let location = SourceLocation(file: name)
        switch error {
        case .absent: findings.report("there is no such file", at: location)
        case .leavesRoot:
            findings.report(
                "the path leads out of its folder", at: location,
                notes: "links may only lead to files in the same folder: `specs/workspaces`, `specs` or `templates`")
        case .notRegular(let kind): findings.report("this is \(kind.words), not a regular file", at: location)
        case .notFolder:
            findings.report("this is not a folder", at: location, notes: "a folder of this name holds the files")
        case .tooLarge(let bytes, let limit): findings.add(.tooLarge(file: name, bytes: bytes, limit: limit))
        case .submodule(let isInWorkTree):
            findings.report(
                "it is another repository (a git submodule)\(isInWorkTree ? ", which is not checked out" : "")",
                at: location,
                notes: isInWorkTree
                    ? "`git submodule update --init` brings its files; a pipeline's checkout has to ask for submodules, too"
                    : "only the files of this repository are read: keep them in it")
        case .unreadable(let reason): findings.report("the file cannot be read: \(reason)", at: location)
        }
    }
}

extension String {
    /// Whether a file of this name is taken for YAML.
    var isYAMLFile: Bool { hasSuffix(".yaml") || hasSuffix(".yml") }
}
