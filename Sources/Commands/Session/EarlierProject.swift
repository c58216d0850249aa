import Diagnostics
import Git
import Specification

/// The specs and templates of the commit that a workspace was applied from.
struct EarlierProject: Sendable {
    /// The first digits of the commit.
    let short: String
    /// Whether what is checked out descends from it.
    let isInHistory: Bool
    private let source: MemoryFileSource

    /// Reads the folder `root`, as it lies in its work tree, in a commit; throws `RollbackError` where that is gone.
    init(_ commit: String, of root: String) async throws {
        guard let id = ObjectID(commit) else {
            throw RollbackError("the state names `\(commit.sanitized)`, which is not a commit")
        }
        short = id.short
        let project: ProjectRepository
        do {
            project = try await ProjectRepository(of: root)
        } catch {
            throw RollbackError("\(error); commit \(id.short) is read from that")
        }
        do {
            let known = try await project.repository.resolve(commit)
            let head = try? await project.repository.resolve("HEAD")
            if let head {
                isInHistory = try await project.repository.count(of: known, beyond: head) == 0
            } else {
                isInHistory = false
            }
        } catch {
            throw RollbackError(
                "commit \(id.short), which was applied then, is not here: \(error); fetch it (`git fetch origin \(id)`), or "
                    + "bring the files back and run `berth plan`")
        }
        do {
            source = try await project.source(at: id)
        } catch let error as ProjectRepository.Failure {
            throw RollbackError("\(error)")
        }
    }

    /// The specification of then in the estate of now.
    func specification(estateOf root: String) throws(DiagnosticsError) -> SpecificationSet {
        try SpecificationLoader(
            source: source, estateSource: .atHand(root), version: Version.current, checksVersions: false
        ).load(tolerating: .allButEstate)
    }
}
