import Diagnostics
import Execution
import FoundationEssentials
import State

extension StateFreshness {
    /// What a command tells of it before it goes on with what is at `path`.
    func findings(at path: String, now: Int64) -> [Diagnostic] {
        guard let remote else { return [] }
        var findings: [Diagnostic] = []
        if let obstacle {
            findings.append(
                .warning("the state may be older than what others published: \(obstacle.reason)", notes: age(now: now)))
        }
        if unpublished > 0 {
            let commits = unpublished == 1 ? "1 commit" : "\(unpublished) commits"
            let remedy = isDiverged ? "" : "; the next apply publishes them"
            findings.append(
                .warning("\(commits) of the state in \(path) are not published to \(remote)\(remedy)"))
        }
        return findings
    }

    /// Whether the remote went another way than what is here, so that nothing is published.
    var isDiverged: Bool { if case .diverged? = obstacle { true } else { false } }

    /// How old what is here is, in words: "it goes on with what was read 3 h ago, at 2026-11-26T07:00:00Z".
    private func age(now: Int64) -> String {
        guard !isEmpty else { return "nothing of it is here, so that nothing recorded is known" }
        guard let lastRead else { return "this goes on with what is here; the remote was not read before" }
        let time = Date(timeIntervalSince1970: Double(lastRead)).formatted(.iso8601)
        return "this goes on with what was read \(Duration.seconds(max(0, now - lastRead)).words) ago, at \(time)"
    }

    /// Throws where a run must not begin: it would make a second history, or go on with one of two.
    func checkWritable() throws(StateError) {
        switch obstacle {
        case .diverged(let reason): throw StateError(.diverged(paths: []), reason)
        case .unreadable(let reason) where isEmpty:
            throw StateError(
                .unreadable,
                "\(reason); nothing of the state is here, and a run would begin a second history beside the remote's")
        case .unreadable, nil: break
        }
    }
}
