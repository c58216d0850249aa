import Diagnostics
import Kubernetes
import State

/// How a workspace is now, where the world was asked.
package struct WorkspaceNow: Sendable, Hashable {
    /// `https://payments.k8s.cloud.example.com:6443`; nil where it has none yet.
    package var endpoint: String?
    /// Why the endpoint does not answer, or the control plane is not ready; nil where all is well.
    package var trouble: String?
    /// Whether it could not be looked at, rather than something being wrong.
    package var isUnknown: Bool
    /// The Kubernetes version that the control plane has.
    package var version: String?
    /// When the certificate of the admin kubeconfig ends.
    package var expiry: Timestamp?
    /// The commit that the last run made for it.
    package var lastRun: StateCommit?

    package init(
        endpoint: String? = nil, trouble: String? = nil, isUnknown: Bool = false, version: String? = nil,
        expiry: Timestamp? = nil, lastRun: StateCommit? = nil
    ) {
        self.endpoint = endpoint
        self.trouble = trouble
        self.isUnknown = isUnknown
        self.version = version
        self.expiry = expiry
        self.lastRun = lastRun
    }

    /// What is shown of it below its line; `time` is now.
    func lines(at time: Timestamp) -> [(text: String, style: TextStyle)] {
        var lines: [(String, TextStyle)] = []
        let place = endpoint ?? "no endpoint"
        let version = version.map { ", \($0)" } ?? ""
        if let trouble {
            lines.append(("\(place)\(version): \(trouble)", isUnknown ? .unknown : .failure))
        } else {
            lines.append(("\(place)\(version), ready", .success))
        }
        if let expiry {
            let left = time.seconds(until: expiry)
            let words = left < 0 ? "expired \(Self.days(-left)) ago" : "for \(Self.days(left)) more"
            let style: TextStyle = left < 0 ? .failure : left < 14 * 86_400 ? .wait : .dim
            lines.append(("admin certificate until \(expiry.toSeconds), \(words)", style))
        }
        if let lastRun {
            let run = lastRun.note.run.map { ", run \($0)" } ?? ""
            lines.append(
                ("last run \(lastRun.timeText): \(lastRun.note.subject) (\(lastRun.note.actor)\(run))", .dim))
        }
        return lines
    }

    private static func days(_ seconds: Int64) -> String {
        seconds >= 86_400 ? Int(seconds / 86_400).counted("day") : Duration.seconds(seconds).words
    }
}
