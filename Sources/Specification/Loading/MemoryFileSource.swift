import Document

/// Files that were read before, as those of a commit: no folder on disk is looked at.
///
/// Links are followed as on disk, as long as they stay in the part of the tree that they lie in: `specs/workspaces`, the rest of
/// `specs`, `templates`.
package struct MemoryFileSource: FileSource {
    package enum File: Sendable, Hashable {
        case bytes([UInt8])
        /// Where it leads, as it was written.
        case link(String)
        /// A folder that is a git submodule, of which nothing is here.
        case submodule
    }

    private let files: [String: File]
    private let folders: [String: Set<String>]
    private let root: SourceRoot

    /// `files` by their paths in the source; `root` is what messages put in front of them.
    package init(_ files: [String: File], root: String) {
        self.files = files
        self.root = SourceRoot(path: root)
        var folders: [String: Set<String>] = ["": []]
        for path in files.keys {
            var rest = path
            while !rest.isEmpty {
                let parent = rest.lastIndex(of: "/").map { String(rest[..<$0]) } ?? ""
                let name = String(rest.dropFirst(parent.isEmpty ? 0 : parent.count + 1))
                let isKnown = !folders[parent, default: []].insert(name).inserted
                if isKnown { break }
                rest = parent
            }
        }
        self.folders = folders
    }

    package func displayName(of path: String) -> String { root.displayName(of: path) }

    package func entries(of folder: String) throws(FileSourceError) -> [FileEntry]? {
        let path: String
        do { path = try resolve(folder) } catch .absent { return nil }
        guard let names = folders[path] else {
            if case .submodule? = files[path] { throw .submodule(isInWorkTree: false) }
            if files[path] != nil { throw .notFolder }
            return nil
        }
        return names.sorted { $0.precedesInBytes($1) }.map { name in
            let member = path.isEmpty ? name : "\(path)/\(name)"
            let isLink = if case .link? = files[member] { true } else { false }
            return FileEntry(name: name, kind: kind(of: member), isLink: isLink)
        }
    }

    package func contents(of file: String, limit: Int) throws(FileSourceError) -> [UInt8] {
        let path = try resolve(file)
        switch files[path] {
        case .bytes(let bytes)?:
            guard bytes.count <= limit else { throw .tooLarge(bytes: bytes.count, limit: limit) }
            if let reason = bytes.absentContent { throw .unreadable(reason: reason) }
            return bytes
        case .submodule?: throw .submodule(isInWorkTree: false)
        case .link?, nil:
            if folders[path] != nil { throw .notRegular(.folder) }
            throw .absent
        }
    }

    private func kind(of path: String) -> FileEntry.Kind {
        guard let target = try? resolve(path) else { return .other }
        if folders[target] != nil { return .folder }
        switch files[target] {
        case .bytes?: return .file
        case .submodule?: return .folder
        case .link?, nil: return .other
        }
    }

    /// Of how many links one may lead to another.
    private static let mostLinks = 40

    /// The path without links in it. Throws where it leads out of its part of the tree, or to nothing.
    private func resolve(_ path: String) throws(FileSourceError) -> String {
        var open = path.split(separator: "/").map(String.init)
        var done: [String] = []
        var followed = 0
        while !open.isEmpty {
            let part = open.removeFirst()
            if part == "." { continue }
            if part == ".." {
                guard done.popLast() != nil else { throw .leavesRoot }
                continue
            }
            let place = (done + [part]).joined(separator: "/")
            guard case .link(let target)? = files[place] else {
                guard files[place] != nil || folders[place] != nil else {
                    if case .submodule? = files[done.joined(separator: "/")] { throw .submodule(isInWorkTree: false) }
                    throw .absent
                }
                done.append(part)
                continue
            }
            followed += 1
            guard followed <= Self.mostLinks else { throw .unreadable(reason: "too many links lead to each other") }
            guard !target.hasPrefix("/") else { throw .leavesRoot }
            open = target.split(separator: "/").map(String.init) + open
        }
        let end = done.joined(separator: "/")
        guard followed == 0 || SourceRoot.part(of: end) == SourceRoot.part(of: path) else { throw .leavesRoot }
        return end
    }
}
