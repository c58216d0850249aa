import Document
import Resources

@testable import Backends

/// The item of a workspace's network.
struct NetworkSample {
    var type: String
    var siteField: String
    var site: String
    var provider: String
    var estate = "loopback"

    static let hetzner = NetworkSample(
        type: "hetzner_cloud", siteField: "networkZone", site: "eu-central", provider: "hetzner-prod")
    static let ionos = NetworkSample(type: "ionos_dcd", siteField: "location", site: "de/fra", provider: "ionos-prod")

    func key(_ id: String) -> ItemKey {
        ItemKey(place: .provider(provider), kind: "Network", name: "k8s-w-\(id)")
    }

    func body(_ id: String, cidr: String = "10.20.0.0/16", applied: String = "0123456789ab") -> Value {
        var body: Value = [
            "metadata": [
                "name": .string("k8s-w-\(id)"),
                "labels": [
                    "app.kubernetes.io/managed-by": "berth", "berth.dev/estate": .string(estate),
                    "berth.dev/workspace": .string(id),
                ],
                "annotations": ["berth.dev/address": "\(id)/network", "berth.dev/applied": .string(applied)],
            ],
            "spec": ["type": .string(type), "cidr": .string(cidr)],
        ]
        body[Path([.key("spec"), .key(siteField)])] = .string(site)
        return body
    }

    func write(
        _ id: String, cidr: String = "10.20.0.0/16", applied: String = "0123456789ab", over observed: Observation? = nil
    ) -> Write {
        Write(key: key(id), body: body(id, cidr: cidr, applied: applied), observed: observed)
    }
}

extension PollingPace {
    /// Waits next to nothing, and gives up for no reason of the machine's.
    static var test: PollingPace {
        var pace = PollingPace(first: .milliseconds(1), longest: .milliseconds(5))
        pace.budget = .seconds(3600)
        return pace
    }
}

extension Value {
    /// What a specification can ask for: name, marks, spec.
    var asked: Value {
        var value = self
        value["status"] = nil
        value[["metadata", "uid"]] = nil
        return value
    }
}
