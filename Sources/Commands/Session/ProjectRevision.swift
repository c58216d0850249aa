import Diagnostics
import Git
import Specification

/// The project as a revision of its repository has it.
struct ProjectRevision: Sendable {
    /// As the user named it.
    let name: String
    let commit: ObjectID
    let project: ProjectRepository
    let source: MemoryFileSource

    /// Why a revision cannot be read, and which option names it.
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// Reads a revision that `option` names; throws `Failure` where there is none, or it cannot be read.
    init(_ name: String, of root: String, option: String) async throws {
        self.name = name
        do {
            project = try await ProjectRepository(of: root)
            commit = try await project.repository.commit(named: name)
            source = try await project.source(at: commit)
        } catch let error as GitError {
            throw Failure(description: "\(option) \(name): \(error)\(Self.advice(on: error))".sanitized)
        } catch let error as ProjectRepository.Failure {
            throw Failure(description: "\(option) \(name): \(error)".sanitized)
        }
    }

    private static func advice(on error: GitError) -> String {
        switch error.reason {
        case .notFound where !error.message.contains("shallow"):
            "; fetch it first (`git fetch origin BRANCH`), or check out with fetch-depth: 0 (GIT_DEPTH: 0)"
        case .invalidName:
            "; name a branch, a tag or a commit, as origin/main or v1.2.0, with ~2 for two commits before it"
        default: ""
        }
    }

    /// `origin/main (3f2a91c)`; the commit alone where it was named by that.
    var words: String {
        commit.description.hasPrefix(name.lowercased()) ? "\(short)" : "\(name) (\(short))".sanitized
    }

    /// The first digits of the commit.
    var short: String { String(commit.description.prefix(7)) }

    /// What it holds at a path of this machine, links left alone; nil for what lies outside of the work tree, and is no file.
    func contents(of path: String) async throws -> [UInt8]? {
        guard let member = project.member(at: path) else { return nil }
        return try await project.repository.contents(of: member, at: commit)
    }

    /// Whether there is an estate in it.
    var hasEstate: Bool {
        ((try? source.entries(of: "specs")) ?? nil)?.contains { $0.name == "estate.yaml" } ?? false
    }
}
