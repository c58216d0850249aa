import Diagnostics
import Execution
import Planning

/// The waves of a plan for a reader: which workspaces go when.
struct WaveLines {
    private let waves: [Plan.Wave]

    /// So many workspaces of a wave are named.
    private static let mostNamed = 6

    init(_ plan: Plan) { waves = plan.waves }

    /// How many names the lines leave out where they are not whole.
    var hidden: Int { waves.reduce(0) { $0 + max($1.groups.count - Self.mostNamed, 0) } }

    /// `The changes of ingress-nginx go out in waves; each begins when all of the one before are ready:`
    var title: String? {
        guard !waves.isEmpty else { return nil }
        let names = Set(waves.flatMap(\.applications)).sorted()
        let what = names.isEmpty ? "Changes" : "Changes of \(names.joined(separator: ", "))"
        return "\(what) go out in waves; each begins when all of the one before are ready:"
    }

    /// `wave 2 of 3: a, b and 12 more; then a pause of 10m`, one a wave; all names where `isWhole`.
    func lines(isWhole: Bool = false) -> [String] {
        waves.enumerated().map { index, wave in
            let pause =
                wave.pause > 0 && index < waves.count - 1
                ? "; then a pause of \(Duration.seconds(wave.pause).words)" : ""
            let obstacle = wave.obstacle.map { "; does not begin, since \($0)" } ?? ""
            let awaited =
                wave.awaited.isEmpty
                ? ""
                : "; begins when \(wave.awaited.listed(most: isWhole ? .max : 3)) of other shards "
                    + (wave.awaited.count == 1 ? "is ready" : "are ready")
            let groups = wave.groups.listed(most: isWhole ? .max : Self.mostNamed)
            return "\(wave.title): \(groups)\(obstacle)\(awaited)\(pause)"
        }
    }
}
