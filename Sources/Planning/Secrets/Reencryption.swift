import Diagnostics
import Resources
import State

/// Plans to encrypt anew what is stored for others than the estate's recipients; a pure function of what is stored.
///
/// A step a secret, so that one which cannot be opened leaves the others alone. A kubeconfig that cannot be opened is made
/// anew instead: the control plane has it, too.
package struct Reencryption: Sendable {
    /// The line of the estate that names the recipients.
    let location: SourceLocation?

    /// The name under which the admin kubeconfig of a workspace is stored.
    package static let kubeconfig = "kubeconfig"

    struct Result: Sendable, Hashable {
        var steps: [Step] = []
        var remarks: [String] = []
    }

    /// The steps of a plan with those for the secrets in `outdated`. `renewed` are the secrets that the plan gives a new value:
    /// that is encrypted for the recipients as it is.
    func added(to steps: [Step], for outdated: [StoredSecrets.Outdated], renewed: Set<Rotation> = []) -> Result {
        var result = Result(steps: steps)
        let stores = Dictionary(
            steps.indices.filter { steps[$0].kind == .kubeconfigStore }.map { (steps[$0].address.group, $0) }
        ) { first, _ in first }
        var encrypted: [StoredSecrets.Outdated] = []
        for one in outdated where !renewed.contains(Rotation(of: one.secret)) {
            if one.secret.name == Self.kubeconfig, let store = stores[one.secret.workspace] {
                if steps[store].action.isChange { continue }
                if steps[store].action == .none, one.opening.isFinal {
                    result.steps[store].action = .update
                    result.steps[store].reason =
                        "\(one.change.reason); what is stored cannot be opened, and is made anew"
                    encrypted.append(one)
                    continue
                }
            }
            if one.opening == .opens { encrypted.append(one) }
            result.steps.append(step(for: one))
        }
        if let remark = Self.remark(onRemoved: encrypted) { result.remarks.append(remark) }
        return result
    }

    private func step(for one: StoredSecrets.Outdated) -> Step {
        var step = Step(
            address: ResourceAddress(
                workspace: one.secret.workspace, "\(Resource.Kind.storedSecret.rawValue)/\(one.secret.name)"),
            kind: .storedSecret, action: .update, reason: one.change.reason, timeout: Self.timeout, location: location)
        switch one.opening {
        case .opens: step.gate = .encryptAnew(one.change)
        case .hasNoIdentity:
            step.action = .defer
            step.reason += "; waits for a run with an identity that opens it (`encryption.identity.file`)"
        case .isNotTried(let reason): (step.action, step.reason) = (.unknown, reason)
        case .fails(let reason):
            step.action = .unknown
            step.reason += ", and it cannot be: \(reason)"
            if one.secret.name != Self.kubeconfig {
                step.reason += "; \(Rotation(of: one.secret).command) makes a new value"
            }
        }
        return step
    }

    /// How long one may take.
    static let timeout = Duration.seconds(60)

    /// Who is not to open a secret any more has opened it already, perhaps.
    private static func remark(onRemoved encrypted: [StoredSecrets.Outdated]) -> String? {
        let affected = encrypted.filter { !$0.change.removed.isEmpty }
        guard !affected.isEmpty else { return nil }
        let removed = Set(affected.flatMap(\.change.removed)).sorted().map(SecretRecord.shortened)
        let names = affected.map { "\($0.secret.workspace)/\($0.secret.name)" }
        var remark =
            "\(removed.listed(most: 4)) could open \(names.listed(most: 4)) until now, and still can in the history of the "
            + "state: encrypting anew takes nothing back"
        if let generated = affected.first(where: { $0.secret.name != kubeconfig }) {
            remark += "; \(Rotation(of: generated.secret).command) makes a new value"
        }
        if affected.contains(where: { $0.secret.name == kubeconfig }) {
            remark += "; a kubeconfig is good until its certificate ends or the control plane's authority is renewed"
        }
        return remark
    }
}

extension StoredSecrets.Opening {
    /// Whether it will not be opened here, however often it is tried.
    fileprivate var isFinal: Bool {
        switch self {
        case .opens, .isNotTried: false
        case .hasNoIdentity, .fails: true
        }
    }
}

extension RecipientChange {
    /// In the reader's words.
    fileprivate var reason: String {
        guard isRecorded else { return "encrypted anew: for whom it was encrypted is not recorded" }
        let parts = [("adds", added), ("removes", removed)].filter { !$0.1.isEmpty }
            .map { "\($0.0) \($0.1.map(SecretRecord.shortened).listed(most: 4))" }
        return "encrypted anew: \(parts.joined(separator: ", "))"
    }
}
