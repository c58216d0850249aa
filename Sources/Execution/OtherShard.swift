import Document
import Planning
import Resources

/// Waits until what clusters share is as a step has it, which the run of another shard sees to; nothing of it is written here.
struct OtherShard: Sendable {
    let step: Step
    let context: RunContext
    let deadline: Deadline

    func wait() async throws {
        let progress = Progress(context: context, address: step.address)
        do {
            for change in step.changes {
                // A Job that its time to live removes may have done its work before anybody looks.
                guard let item = change.item, !FinishedJob.removesItself(item) else { continue }
                try await deadline.wait { try await wait(for: item, change.exemptions, progress) }
            }
        } catch let error as WaitError {
            if case .interrupted = error { throw error }
            throw Installation.Failure(
                description: "\(step.address) is not as it should be, \(error); \(step.reason)"
                    + (progress.last.map { "; last seen: \($0)" } ?? ""))
        }
    }

    private func wait(for item: Item, _ exemptions: [ItemChange.Exemption], _ progress: Progress) async throws {
        while true {
            do {
                guard let lack = try await lack(of: item, exemptions) else { return }
                progress.tell(lack)
            } catch let error as any TransientError where error.isTransient {
                context.report(.stepProgress("\(error)"), step.address)
            }
            try await Task.sleep(for: context.pace.probe)
        }
    }

    /// What an item lacks to be as it should be; nil where it is.
    private func lack(of item: Item, _ exemptions: [ItemChange.Exemption]) async throws -> String? {
        let backend = try await context.backends.backend(for: item.key.place)
        guard let current = try await backend.read(item.key) else { return "\(item.key) is not there yet" }
        guard context.world.verdict(on: current).address == step.resource, !current.isBeingDeleted else {
            return "\(item.key) is not that of \(step.resource) yet"
        }
        let wanted = Exemptions.applied(exemptions, to: item, current)
        let resolved = try await context.resolver.resolve(wanted, observed: current)
        let differ = Differ(item: wanted, body: resolved.body, observation: current, applied: nil)
        guard try await differ.isAsWanted(by: DryRun(by: backend, placeholders: resolved.placeholders)) else {
            return "\(item.key) is not as the specification has it yet"
        }
        switch backend.condition(of: current) {
        case .ready: return nil
        case .inProgress(let reason), .failed(let reason): return "\(item.key): \(reason)"
        case .terminating: return "\(item.key) is being deleted"
        }
    }
}
