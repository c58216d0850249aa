import Foundation

/// How much of everything is tried, by the environment.
///
/// `BERTH_CHAOS` is `full`, or a number of killed runs with fewer of the others in proportion; without it the size is that of
/// `make test`. `BERTH_CHAOS_ONLY` is the name of one trial, as a report lists it. `BERTH_CHAOS_PART`, as
/// `2/5`, tries each fifth of everything, from the second on. `BERTH_CHAOS_LANES` is how many sandboxes run side by side.
struct ChaosSize: Sendable {
    /// How many of the kills at requests are tried; nil for all there are.
    var kills: Int?
    /// How many kills at any moment are tried for each command.
    var moments: Int
    var faultSeeds: Int
    /// How many runs start at once.
    var concurrency: [Int]
    /// How often each of these is tried.
    var rounds: Int
    var lanes: Int
    var only: String?
    /// The part that is tried, from 0, and of how many.
    var part = (number: 0, of: 1)

    /// Those elements that belong to the part.
    func chosen<Element>(_ elements: [Element]) -> [Element] {
        elements.enumerated().filter { $0.offset % part.of == part.number }.map(\.element)
    }

    static let current: ChaosSize = {
        let variables = ProcessInfo.processInfo.environment
        var size = ChaosSize(
            kills: 8, moments: 1, faultSeeds: 3, concurrency: [3], rounds: 1, lanes: 3,
            only: variables["BERTH_CHAOS_ONLY"].flatMap { $0.isEmpty ? nil : $0 })
        if let wanted = variables["BERTH_CHAOS"], !wanted.isEmpty {
            let kills = Int(wanted)
            size.kills = kills
            let part = kills.map { min(1, Double($0) / 1000) } ?? 1
            size.moments = max(1, Int(60 * part))
            size.faultSeeds = max(1, Int(200 * part))
            size.concurrency = [2, 3, 8]
            size.rounds = max(1, Int(10 * part))
            size.lanes = 6
        }
        let words = variables["BERTH_CHAOS_PART"]?.split(separator: "/").compactMap { Int($0) } ?? []
        if words.count == 2, words[1] > 0 { size.part = ((words[0] - 1) % words[1], words[1]) }
        size.lanes = variables["BERTH_CHAOS_LANES"].flatMap { Int($0) } ?? size.lanes
        return size
    }()
}
