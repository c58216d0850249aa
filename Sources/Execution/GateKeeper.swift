import Document
import Planning
import Resources
import State

/// Waits at a gate until it is open.
struct GateKeeper: Sendable {
    let gate: Gate
    let step: Step
    let context: RunContext
    let deadline: Deadline

    private var workspace: String { step.address.group }

    func pass() async throws {
        switch gate {
        case .placement, .active: break
        case .kubeconfig(let secret): try await awaitKubeconfig(secret)
        case .api(let host, let port): try await awaitAPI(host, port)
        case .storeKubeconfig(let secret, let host, let port): try await store(secret, host, port)
        case .encryptAnew: try await encryptAnew()
        case .otherShard: try await OtherShard(step: step, context: context, deadline: deadline).wait()
        }
    }

    private func awaitKubeconfig(_ secret: ItemKey) async throws {
        let progress = Progress(context: context, address: step.address)
        let workspace = workspace
        let access = try await polling { () -> TenantAccess? in
            let access = try await context.backends.connectTenant(workspace, secret: secret)
            if access == nil { progress.tell("waits for \(secret)") }
            return access
        }
        context.outputs.set(.string(access.published), of: Reference(step.address, "address"))
    }

    /// `/healthz` first, which answers anonymously, then `/readyz` (facts of Kamaji).
    private func awaitAPI(_ host: String, _ port: Int) async throws {
        let progress = Progress(context: context, address: step.address)
        let workspace = workspace
        for path in ["/healthz", "/readyz"] {
            _ = try await polling { () -> Bool? in
                switch try await context.backends.probe(workspace, host: host, port: port, path: path) {
                case .healthy: return true
                case .unhealthy(let reason):
                    progress.tell("https://\(host):\(port)\(path): \(reason)")
                    return nil
                }
            }
        }
    }

    private func store(_ secret: ItemKey, _ host: String, _ port: Int) async throws {
        guard let access = try await context.backends.connectTenant(workspace, secret: secret) else {
            throw Installation.Failure(description: "\(secret) does not hold the admin kubeconfig any more")
        }
        let kubeconfig = try context.kubeconfigs.adminKubeconfig(
            from: access.adminKubeconfig, workspace: workspace, host: host, port: port)
        let changes = try await context.vault.changes(
            storing: kubeconfig, workspace: workspace, name: "kubeconfig", inDoubt: .replace)
        await context.recorder.kubeconfig(
            .init(uid: access.secretUID, version: access.secretVersion, host: host), files: changes, group: workspace)
    }

    /// Committed with the workspace: until then what is stored stays as it is, and so it does where the run is killed.
    private func encryptAnew() async throws {
        guard let name = step.address.storedSecret else { return }
        let changes = try await context.vault.changes(encryptingAnew: workspace, name: name)
        await context.recorder.attach(changes, to: workspace)
    }

    /// Asks again and again until there is an answer; what fails for a passing reason is asked again too.
    private func polling<Result: Sendable>(
        _ body: @escaping @Sendable () async throws -> Result?
    ) async throws -> Result {
        let pause = context.pace.probe
        return try await deadline.wait {
            while true {
                do {
                    if let result = try await body() { return result }
                } catch let error as any TransientError where error.isTransient {
                    context.report(.stepProgress("\(error)"), step.address)
                }
                try await Task.sleep(for: pause)
            }
        }
    }
}
