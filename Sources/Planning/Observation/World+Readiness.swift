import Resources

extension World {
    /// The first of some items that is there and not ready, with the reason; nil where all are.
    func unreadiness(of keys: [ItemKey], asking backends: any BackendProvider) async throws -> String? {
        for key in keys {
            guard let observation = observations[key] else { continue }
            switch try await backends.backend(for: key.place).condition(of: observation) {
            case .ready: continue
            case .inProgress(let reason), .failed(let reason): return "\(key): \(reason)"
            case .terminating: return "\(key) is being deleted"
            }
        }
        return nil
    }
}
