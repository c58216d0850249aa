import Planning
import Redaction
import Resources
import State

/// Keeps how the installs of applications go.
extension RunRecorder {
    /// Records how an application install goes.
    func deployment(
        _ deployment: Deployment, at address: ResourceAddress, _ state: DeploymentRecord.State, error: String? = nil
    ) {
        let now = notes.clock.timestamp()
        update(address.group) { snapshot in
            var record = snapshot.deployments[address] ?? DeploymentRecord(deployment: deployment, state: .pending)
            if state == .installing {
                record.started = now
                record.wasInstalled = record.wasInstalled || record.state == .installed
            }
            record.deployment = deployment
            record.finished = state == .installed || state == .failed ? now : nil
            record.state = state
            record.lastError = error.map(KnownSecrets.shared.redacting)
            snapshot.deployments[address] = record
        }
    }

    /// Forgets the installs under addresses that a resource does not have any more.
    func moved(from addresses: [ResourceAddress], to address: ResourceAddress) {
        guard !addresses.isEmpty else { return }
        update(address.group) { snapshot in
            for former in addresses where former.group == address.group { snapshot.forgetInstall(at: former) }
        }
    }

    /// Forgets the install of an application that was removed, and the runs of its hooks. Hooks that are to be run after it
    /// keep it on record until they were.
    func deploymentRemoved(at address: ResourceAddress, hooksAfterWereRun: Bool = false) {
        update(address.group) { snapshot in
            let hooks = snapshot.deployments[address]?.deployment.removalHooks ?? []
            let after = address.hooks(.afterRemoval)
            if !hooksAfterWereRun, hooks.contains(where: { $0.desired.markedAddress == after }) {
                snapshot.deployments[address]?.state = .removing
            } else {
                snapshot.forgetInstall(at: address)
            }
        }
    }

    /// Records that the hooks before the removal of an application were run.
    func removalBegan(at address: ResourceAddress) {
        update(address.group) { $0.deployments[address]?.state = .removing }
    }
}

extension Snapshot {
    /// Forgets an install, and the runs of its hooks.
    fileprivate mutating func forgetInstall(at address: ResourceAddress) {
        deployments = deployments.filter { $0.key != address && $0.key.hookedChart != address }
    }
}
