import Document
import Resources
import State

/// What two revisions of the state differ in, by workspace and cluster.
package struct StateDifference: Sendable {
    /// What changed of one workspace, or of what a cluster shares.
    package struct Group: Sendable {
        package var name: String
        /// Words that changed, such as `phase`: old and new; nil where there was or is none.
        package var facts: [(name: String, old: String?, new: String?)] = []
        package var objects: ObjectDifference
        /// Stored secrets by name: added, removed, or encrypted anew. Their content is not looked at.
        package var secrets: [(name: String, words: String)] = []
    }

    package let groups: [Group]
    /// Files that Berth does not write.
    package let strangers: [String]
    /// The records of runs that came.
    package let runs: [String]
    /// What could not be read on one of the sides.
    package let unreadable: [SnapshotError]

    /// Reads the paths that differ; with `only` those of one workspace or cluster.
    package init(_ deltas: [StateDelta], only: String? = nil) {
        var (snapshots, secrets) = ([String: (old: Snapshot?, new: Snapshot?)](), [String: [(String, String)]]())
        var (strangers, runs, unreadable) = ([String](), [String](), [SnapshotError]())
        func snapshot(_ bytes: [UInt8]?, _ path: String) -> Snapshot? {
            do {
                return try bytes.map { bytes throws(SnapshotError) in try Snapshot(json: bytes, path: path) }
            } catch {
                unreadable.append(error)
                return nil
            }
        }
        for delta in deltas {
            guard let file = StateFile(delta.path) else {
                if only == nil { strangers.append(delta.path) }
                continue
            }
            if let only, file.group != only { continue }
            switch file {
            case .run(let name): if delta.old == nil { runs.append(name) }
            case .secretRecord: break
            case .secret(let group, let name):
                let words = delta.old == nil ? "stored" : delta.new == nil ? "removed" : "stored anew (sensitive)"
                secrets[group, default: []].append((name, words))
            case .snapshot(let group):
                snapshots[group] = (snapshot(delta.old, delta.path), snapshot(delta.new, delta.path))
            }
        }
        groups = Set(snapshots.keys).union(secrets.keys).sorted().map { name in
            let (old, new) = snapshots[name] ?? (nil, nil)
            return Group(
                name: name, facts: Self.facts(old, new),
                objects: ObjectDifference(from: Self.sides(old), to: Self.sides(new)),
                secrets: secrets[name]?.map { ($0.0, $0.1) } ?? [])
        }
        self.strangers = strangers
        self.runs = runs
        self.unreadable = unreadable
    }

    private static func sides(_ snapshot: Snapshot?) -> [ItemKey: ObjectDifference.Side] {
        snapshot?.items.mapValues { ObjectDifference.Side(value: $0.applied, uid: $0.uid) } ?? [:]
    }

    private static func facts(_ old: Snapshot?, _ new: Snapshot?) -> [(name: String, old: String?, new: String?)] {
        func fact(_ name: String, _ of: (Snapshot) -> String?) -> (name: String, old: String?, new: String?)? {
            let (before, after) = (old.flatMap(of), new.flatMap(of))
            return before == after ? nil : (name, before, after)
        }
        let plain = [
            fact("phase", \.phase.rawValue), fact("cause", \.cause), fact("cluster", \.cluster),
            fact("protected", { $0.isProtected ? "yes" : nil }),
            fact("deferred", { $0.deferred.isEmpty ? nil : $0.deferred.sorted().map(\.name).joined(separator: ", ") }),
            fact("specification", \.source?.workspace.short), fact("templates", \.source?.templates.short),
            fact("catalog", \.source?.catalog.short),
            fact("commit", { $0.source?.commit.map { String($0.prefix(7)) } }),
        ].compactMap(\.self)
        let addresses = Set((old?.deployments ?? [:]).keys).union((new?.deployments ?? [:]).keys).sorted()
        let deployments = addresses.compactMap { address in
            fact(address.name) { snapshot in
                snapshot.deployments[address].map { "\($0.deployment.revision) \($0.state.rawValue)" }
            }
        }
        return plain + deployments
    }

    /// For people, a line end after each line.
    package func text(_ layout: TextLayout) -> String {
        var page = TextPage(layout)
        for group in groups {
            page.separate()
            page.add(group.name, .bold)
            for fact in group.facts {
                let words = [fact.old, fact.new].map { $0 ?? "none" }
                let change = fact.old == nil ? words[1] : "\(words[0]) -> \(words[1])"
                page.add(prose: "\(fact.name): \(change)", indent: 2)
            }
            group.objects.write(to: &page, indent: 2)
            for secret in group.secrets { page.add("secret \(secret.name): \(secret.words)", .dim, indent: 2) }
        }
        page.separate()
        for path in strangers { page.add(prose: "\(path): berth writes no such file", .failure) }
        for error in unreadable { page.add(prose: "\(error)", .failure) }
        if !runs.isEmpty { page.add(prose: "Runs: \(runs.sorted().joined(separator: ", "))", .dim) }
        page.add(prose: isEmpty ? "The two are the same." : summary, .bold)
        return page.text
    }

    private var isEmpty: Bool { groups.isEmpty && strangers.isEmpty && unreadable.isEmpty }

    private var summary: String {
        let count = groups.count.counted("workspace or cluster", "workspaces and clusters")
        return "\(count) changed."
    }

    /// For programs; `format_version` as in `PlanJSON`.
    package func json() -> String {
        func optional(_ text: String?) -> Value { text.map(Value.string) ?? .null }
        let value: Value = [
            "format_version": .string(PlanJSON.formatVersion),
            "groups": .array(
                groups.map { group in
                    [
                        "name": .string(group.name),
                        "facts": .array(
                            group.facts.map {
                                ["name": .string($0.name), "old": optional($0.old), "new": optional($0.new)]
                            }),
                        "objects": group.objects.value,
                        "secrets": .array(
                            group.secrets.map { ["name": .string($0.name), "change": .string($0.words)] }),
                    ]
                }),
            "runs": .array(runs.sorted().map(Value.string)),
            "unknown_files": .array(strangers.map(Value.string)),
            "unreadable": .array(unreadable.map { .string("\($0)") }),
        ]
        return String(decoding: value.json(.pretty), as: UTF8.self)
    }
}
