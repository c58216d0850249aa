import Diagnostics
import Files
import Git
import Glibc

/// Which files of a work tree may be used beside an estate that is read from a revision.
///
/// A branch may have put anything into the work tree: kubeconfigs with credential plugins, programs, links. What the revision
/// has just so is as good as the revision; what is not committed was put there by whoever runs Berth. All else is refused, and
/// so is what links lead to that are not trusted themselves.
struct TrustedFiles: Sendable {
    /// `origin/main (3f2a91c)`.
    private let revision: String
    /// The root of the work tree without links.
    private let workTree: String
    private let trusted: [String: Git.FileEntry]
    /// What the checkout put there, by path.
    private let tracked: [String: Git.FileEntry]

    /// Everything at and below the paths that were checked out, so that folders are found, too.
    private let trackedFolders: Set<String>

    init(_ revision: ProjectRevision) async throws {
        let repository = revision.project.repository
        let trusted = try await repository.files(at: revision.commit)
        var checkedOut = try await repository.indexedFiles()
        if let head = try? await repository.resolve("HEAD") { checkedOut += try await repository.files(at: head) }
        self.init(
            revision: revision.words, workTree: revision.project.workTree, trusted: trusted, checkedOut: checkedOut)
    }

    /// `trusted` is what the revision holds, `checkedOut` what HEAD and the index do.
    init(revision: String, workTree: String, trusted: [Git.FileEntry], checkedOut: [Git.FileEntry]) {
        self.revision = revision
        self.workTree = workTree
        self.trusted = Dictionary(trusted.map { ($0.path, $0) }) { first, _ in first }
        let trustedFiles = self.trusted
        // What differs from the revision anywhere counts.
        tracked = Dictionary(checkedOut.map { ($0.path, $0) }) { first, second in
            trustedFiles[first.path] == first ? second : first
        }
        var folders: Set<String> = tracked.isEmpty ? [] : [""]
        for path in tracked.keys {
            var rest = path[...]
            while let slash = rest.lastIndex(of: "/") {
                rest = rest[..<slash]
                guard folders.insert(String(rest)).inserted else { break }
            }
        }
        trackedFolders = folders
    }

    /// The entry of the revision for a path on this machine, links left alone; nil where the path lies elsewhere.
    func entry(for path: String) -> Git.FileEntry? {
        ProjectRepository.member(at: path, in: workTree).flatMap { trusted[$0] }
    }

    /// Of how many links one may lead to another.
    private static let mostLinks = 40

    /// Why what a path leads to must not be used; nil where it may be, or nothing is there.
    func refusal(of path: String) -> String? {
        var open = path.absolutePath.split(separator: "/").map(String.init)
        var done = ""
        var links = 0
        while !open.isEmpty {
            let part = open.removeFirst()
            if part == "." { continue }
            if part == ".." {
                done = String(done[..<(done.lastIndex(of: "/") ?? done.startIndex)])
                continue
            }
            let place = "\(done)/\(part)"
            guard FileKind.isLink(at: place) else {
                guard access(place, F_OK) == 0 else { return nil }
                if let member = inside(place), tracked[member]?.mode == .submodule, trusted[member] != tracked[member] {
                    return refused(member)
                }
                done = place
                continue
            }
            guard let target = Self.target(of: place) else { return "\(place) is a link that cannot be read" }
            links += 1
            guard links <= Self.mostLinks else { return "too many links lead to each other" }
            if let refusal = refusal(of: place, holding: Array(target.utf8), mode: .link) { return refusal }
            if target.hasPrefix("/") { done = "" }
            open = target.split(separator: "/").map(String.init) + open
        }
        return refusal(ofEnd: done)
    }

    /// The same of a path without links.
    private func refusal(ofEnd place: String) -> String? {
        guard let member = inside(place), tracked[member]?.mode != .submodule else { return nil }
        guard FileKind(at: place) == .regular else {
            guard trackedFolders.contains(member) else { return nil }
            let prefix = member.isEmpty ? "" : "\(member)/"
            let changed = tracked.values.filter { $0.path.hasPrefix(prefix) && trusted[$0.path] != $0 }
            return changed.map(\.path).min().map(refused)
        }
        guard tracked[member] != nil || trusted[member] != nil else { return nil }
        do {
            let bytes = try RegularFile(reading: place, limit: Repository.largestFile, followsLinks: false).bytes
            return refusal(of: place, holding: bytes, mode: nil)
        } catch {
            return "\(place): \(error)"
        }
    }

    /// `mode` is nil for a regular file, executable or not.
    private func refusal(of place: String, holding bytes: [UInt8], mode: Git.FileEntry.Mode?) -> String? {
        guard let member = inside(place), tracked[member] != nil || trusted[member] != nil else { return nil }
        guard let entry = trusted[member], (entry.mode == .link) == (mode == .link),
            (try? ObjectID(ofFile: bytes)) == entry.id
        else { return refused(member) }
        return nil
    }

    private func refused(_ member: String) -> String {
        "\(member.sanitized) of the work tree is not as in \(revision): a branch may have put anything there"
    }

    /// The path in the work tree; nil for what lies elsewhere, or in its git folder, which no commit reaches.
    private func inside(_ place: String) -> String? {
        if place == workTree { return "" }
        let prefix = workTree == "/" ? workTree : workTree + "/"
        guard place.hasPrefix(prefix) else { return nil }
        let member = String(place.dropFirst(prefix.count))
        return member == ".git" || member.hasPrefix(".git/") ? nil : member
    }

    private static func target(of link: String) -> String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(link, &buffer, buffer.count - 1)
        guard count >= 0 else { return nil }
        return String(decoding: buffer.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
