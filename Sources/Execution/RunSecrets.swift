import Planning
import Resources
import State

/// The secrets of a run: those that exist, and generated ones, which are committed encrypted before they are first used.
actor RunSecrets: SecretSource {
    private let source: any SecretSource
    private let vault: SecretVault
    private let recorder: RunRecorder
    private let rotations: Set<Rotation>
    private let plan: String
    private let generate: @Sendable () -> [UInt8]
    /// What this run made, with what stands for its record.
    private var generated: [SecretReference.Source: Task<(value: [UInt8], ticket: StateWriter.Ticket), any Error>] = [:]

    /// `rotations` get a new value, which is stored as made by `plan`, its digest, so that an interrupted run of the same plan
    /// goes on with it.
    init(
        _ source: any SecretSource, vault: SecretVault, recorder: RunRecorder,
        rotations: (all: [Rotation], plan: String), generate: @escaping @Sendable () -> [UInt8]
    ) {
        self.source = source
        self.vault = vault
        self.recorder = recorder
        self.rotations = Set(rotations.all)
        plan = rotations.plan
        self.generate = generate
    }

    func value(of reference: SecretReference) async throws -> [UInt8]? {
        try await source.value(of: reference)
    }

    /// Makes the secrets of an item that do not exist yet, and returns once they are on record.
    func prepare(_ item: Item, observed: Observation?) async throws {
        for ticket in try await make(item, observed: observed) { try await recorder.recorded(ticket) }
    }

    /// Makes the secrets of an item that do not exist yet; a secret wanted twice at once is made once. What stands for their
    /// records is returned: before that they must not be used.
    @discardableResult
    func make(_ item: Item, observed: Observation?) async throws -> [StateWriter.Ticket] {
        var tickets: [StateWriter.Ticket] = []
        for (path, insertion) in item.insertions.sorted(by: { $0.key < $1.key }) {
            for secret in insertion.secrets {
                guard let wanted = Rotation(of: secret) else { continue }
                // What stands in the world stays, even where there is no identity to read the stored copy with.
                if observed?.value[path] != nil, !rotations.contains(wanted) { continue }
                if generated[secret.source] == nil, try await source.value(of: secret) != nil { continue }
                let task = generated[secret.source] ?? Task { try await make(wanted) }
                generated[secret.source] = task
                tickets.append(try await task.value.ticket)
            }
        }
        return tickets
    }

    /// The value of a secret that this run made, which may not be readable again for want of an identity.
    func made(_ reference: SecretReference) async throws -> [UInt8]? {
        try await generated[reference.source]?.value.value
    }

    private func make(_ wanted: Rotation) async throws -> (value: [UInt8], ticket: StateWriter.Ticket) {
        let value = generate()
        let isRotation = rotations.contains(wanted)
        let changes = try await vault.changes(
            storing: value, workspace: wanted.workspace, name: wanted.name, inDoubt: .replace,
            plan: isRotation ? plan : nil)
        let verb = isRotation ? "Rotate" : "Keep"
        let ticket = await recorder.keep(
            changes, subject: "\(verb) the generated secret \(wanted.name) of \(wanted.workspace)")
        return (value, ticket)
    }
}

/// Gives what a run generated, and everything else from where it was.
struct RunSecretSource: SecretSource {
    let secrets: RunSecrets

    func value(of reference: SecretReference) async throws -> [UInt8]? {
        if let made = try await secrets.made(reference) { return made }
        return try await secrets.value(of: reference)
    }
}

extension RunContext {
    /// Makes the generated secrets of the whole plan while its first steps are under way, so that few commits hold them all and
    /// steps seldom wait for one.
    func prepareSecrets() async {
        let items = plan.steps.filter(\.runs).flatMap(\.changes).filter {
            $0.action.isChange && $0.action != .delete && !done.contains($0.key)
        }.compactMap { change in
            change.item.map { (item: $0, observed: world.observations[change.key]) }
        }.filter { !$0.item.insertions.values.allSatisfy(\.secrets.isEmpty) }
        await withTaskGroup(of: Void.self) { group in
            for (index, wanted) in items.enumerated() {
                if index >= 4 { await group.next() }
                guard !isStopping, !Task.isCancelled else { break }
                // What fails here fails again in the step that needs it, and is told there.
                group.addTask { _ = try? await secrets.make(wanted.item, observed: wanted.observed) }
            }
        }
    }
}
