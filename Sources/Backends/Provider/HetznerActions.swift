import Document
import Resources

/// Waits for the actions that Hetzner Cloud starts; those that are waited for at the same time are asked for together.
///
/// Source: https://docs.hetzner.cloud/reference/cloud#actions.
struct HetznerActions: Sendable {
    private let pace: PollingPace
    private let ask: Gatherer<Int64, Value?>

    init(_ api: ProviderAPI) {
        pace = api.pace
        ask = Gatherer { ids in
            var found: [Int64: Value] = [:]
            do {
                for part in ids.chunks(of: Self.mostAtOnce) {
                    let query = part.map { "id=\($0)" }.joined(separator: "&")
                    let purpose = Purpose("read", "the actions at \(api.provider)")
                    let answer = try await api.json(
                        "GET", "/actions?\(query)&per_page=\(Self.mostAtOnce)", for: purpose)
                    for action in answer["actions"]?.array ?? [] { found[action["id"]?.integer ?? 0] = action }
                }
                return ids.map { .success(found[$0]) }
            } catch {
                return ids.map { _ in .failure(error) }
            }
        }
    }

    /// The longest page.
    private static let mostAtOnce = 50

    /// Returns once an action, as an answer shows it, has succeeded; throws where it fails or does not end.
    func finish(_ started: Value?, for purpose: Purpose) async throws {
        guard var action = started, let id = action["id"]?.integer else {
            throw purpose.error(.invalidAnswer, "the answer holds no action")
        }
        let end = ContinuousClock.now + pace.budget
        var attempt = 1
        while true {
            switch action["status"]?.string {
            case "success": return
            case "error":
                let reason = action["error"]?["message"]?.string ?? "no reason given"
                throw purpose.error(.failed, "the provider's action failed: \(reason)")
            default:
                guard ContinuousClock.now < end else {
                    throw purpose.error(
                        .timeout, "the provider's action \(id) did not end in \(pace.budget.components.seconds) s")
                }
                try await Task.sleep(for: pace.pause(attempt))
                attempt += 1
                action = try await ask(id) ?? action
            }
        }
    }
}

extension [Int64] {
    fileprivate func chunks(of size: Int) -> [ArraySlice<Int64>] {
        stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
    }
}
