import Diagnostics

/// How a change that many workspaces get goes out: one wave after the other.
package struct Rollout: Sendable, Hashable {
    /// How much of a rollout a wave takes.
    package enum Amount: Sendable, Hashable {
        case count(Int)
        /// Of all workspaces that the rollout is about, from 1 to 100; rounded up.
        case percent(Int)

        /// How many of so many workspaces it is.
        package func count(of total: Int) -> Int {
            switch self {
            case .count(let count): min(count, total)
            case .percent(let percent): (total * percent + 99) / 100
            }
        }
    }

    /// Workspaces that go at once.
    package struct Wave: Sendable, Hashable {
        /// Only workspaces with all these labels; empty: all.
        package var labels: [String: String]
        /// How many at most; nil: all that fit.
        package var max: Amount?
        package var declaredAt: SourceLocation

        package init(labels: [String: String] = [:], max: Amount? = nil, declaredAt: SourceLocation) {
            self.labels = labels
            self.max = max
            self.declaredAt = declaredAt
        }

        /// Whether it takes whatever is left.
        package var takesRest: Bool { labels.isEmpty && (max == nil || max == .percent(100)) }
    }

    /// In their order; the last takes whatever is left.
    package var waves: [Wave]
    /// How long a run waits between two waves.
    package var pause: Duration
    /// After so many workspaces of a wave have failed no further one begins.
    package var stopAfterFailures: Int

    package init(waves: [Wave], pause: Duration = .zero, stopAfterFailures: Int = 1) {
        self.waves = waves
        self.pause = pause
        self.stopAfterFailures = stopAfterFailures
    }

    /// The number of the wave of each workspace by its id, from 1: the same for every run of the same specification, however
    /// far the rollout has come. Within a wave ids go by their order.
    package func numbers(of workspaces: [Workspace]) -> [String: Int] {
        var left = workspaces.sorted { $0.id < $1.id }
        var numbers: [String: Int] = [:]
        for (index, wave) in waves.enumerated() {
            var room = wave.max?.count(of: workspaces.count) ?? workspaces.count
            left.removeAll { workspace in
                guard room > 0, wave.labels.allSatisfy({ workspace.labels[$0.key] == $0.value }) else { return false }
                room -= 1
                numbers[workspace.id] = index + 1
                return true
            }
        }
        return numbers
    }
}
