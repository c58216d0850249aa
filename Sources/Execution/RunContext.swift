import Document
import Planning
import Resources
import State

/// What every part of a run works with.
struct RunContext: Sendable {
    let plan: Plan
    let backends: any BackendProvider
    let secrets: RunSecrets
    let vault: SecretVault
    let recorder: RunRecorder
    let outputs: RunOutputs
    let interruption: Interruption
    let clock: RunClock
    let kubeconfigs: any KubeconfigWriter
    let lock: any RunLock
    /// What was seen right before the run.
    let world: World
    /// Items that an earlier run of the same plan brought to the wanted state.
    let done: Set<ItemKey>
    /// Items that the plan writes more than once, and on which an earlier run of it has done the first of these writes.
    let begun: Set<ItemKey>
    /// Who protects what would go along with a deletion.
    let protection: @Sendable (Observation, World) -> String?
    let pace: Pace
    let slots: WorkSlots
    /// What the plan takes away by itself.
    let deletedKeys: Set<ItemKey>
    /// Whether what a failed install made stays, so that people can look at it.
    var keepsFailed = false
    /// What was done to objects.
    let work = WorkRecord()
    let report: @Sendable (RunEvent) -> Void

    /// Throws `RunLockLoss` where another run may take or has taken the locks, and stops the run then. Asks nobody, so that
    /// it stands directly before each write.
    func checkStillHeld() throws(RunLockLoss) {
        do throws(RunLockLoss) {
            try lock.checkHeld()
        } catch {
            interruption.request(because: "\(error)")
            throw error
        }
    }

    /// Why the locks are not held any more; nil while they are.
    var lossReason: String? {
        do throws(RunLockLoss) {
            try checkStillHeld()
            return interruption.reason
        } catch {
            return interruption.reason
        }
    }

    /// Whether nothing more may start.
    var isStopping: Bool { lossReason != nil || interruption.isRequested }

    /// Tells the event listeners.
    func report(_ kind: RunEvent.Kind, _ address: ResourceAddress? = nil) {
        report(RunEvent(time: clock.timestamp(), address: address, kind: kind))
    }

    var resolver: InsertionResolver {
        let known = outputs
        let (world, planned) = (world, plan.outputs)
        return InsertionResolver(secrets: RunSecretSource(secrets: secrets), rotations: plan.rotations) {
            known[$0] ?? planned[$0] ?? world.output($0)
        }
    }
}

/// How fast a run asks again.
package struct Pace: Sendable {
    /// The first wait after a failed attempt; doubled each time.
    package var firstRetry: Duration
    package var longestRetry: Duration
    /// How often a health endpoint is asked.
    package var probe: Duration

    package init(
        firstRetry: Duration = .milliseconds(250), longestRetry: Duration = .seconds(10),
        probe: Duration = .milliseconds(500)
    ) {
        self.firstRetry = firstRetry
        self.longestRetry = longestRetry
        self.probe = probe
    }
}

/// Turns the kubeconfig that Kamaji made into the one that people get.
package protocol KubeconfigWriter: Sendable {
    /// The admin kubeconfig with the host name as server and friendly names, as YAML.
    func adminKubeconfig(
        from original: [UInt8], workspace: String, host: String, port: Int
    ) throws -> [UInt8]
}
