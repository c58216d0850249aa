import Document
import Foundation
import TestSupport

/// What there is, by the sandbox's inventory and the zone file, not by Berth's words: how often each thing is there.
///
/// Pods and ReplicaSets are left out, whose names are made up, and so is the namespace of the locks, which stays.
struct World: Sendable, Equatable {
    private var things: [String: Int] = [:]

    init(inventory: Value, zones: [String]) {
        for scope in ["clusters", "tenants"] {
            for (cluster, objects) in inventory[scope]?.object ?? [:] {
                for object in objects.array ?? [] { add("\(cluster) \(object.plain)") }
            }
        }
        for provider in ["hcloud", "ionos"] {
            for network in inventory[provider]?.array ?? [] { add("\(provider) \(network.plain)") }
        }
        for line in zones.flatMap({ $0.split(separator: "\n") }) where !line.contains(" SOA ") && !line.hasPrefix(";") {
            add("dns \(line.replacing(/127(\.[0-9]+){3}/, with: "ADDRESS"))")
        }
    }

    private mutating func add(_ thing: String) {
        let isPassing = thing.contains(" pods ") || thing.contains(" replicasets.apps ")
        guard !isPassing, !thing.contains("berth-system") else { return }
        things[thing, default: 0] += 1
    }

    /// What is not as expected.
    func findings(expected: World) -> [Trial.Finding] {
        var findings: [Trial.Finding] = []
        let missing = expected.things.filter { things[$0.key, default: 0] < $0.value }.keys.sorted()
        if !missing.isEmpty { findings.append(.init(failure: .diverged, words: "missing: \(missing)")) }
        let more = things.filter { $0.value > expected.things[$0.key, default: 0] }.keys.sorted()
        let twice = more.filter { expected.things[$0] != nil || isControlPlaneTwice($0) }
        let orphans = more.filter { !twice.contains($0) }
        if !twice.isEmpty { findings.append(.init(failure: .duplicates, words: "\(twice)")) }
        if !orphans.isEmpty { findings.append(.init(failure: .orphans, words: "\(orphans)")) }
        return findings
    }

    /// Networks that are at a provider twice under one name, and workspaces with two control planes. A data center at IONOS and
    /// its LAN are called the same.
    var duplicates: [String] {
        things.filter { thing, count in
            count > (thing.hasPrefix("ionos ") ? 2 : 1) || isControlPlaneTwice(thing)
        }.keys.sorted()
    }

    private func isControlPlaneTwice(_ thing: String) -> Bool {
        guard let name = thing.firstRange(of: " tenantcontrolplanes.").map({ thing[$0.lowerBound...] }) else {
            return false
        }
        return name.contains("/") && things.keys.count { $0.hasSuffix(name) } > 1
    }
}
