import Kubernetes
import Resources

/// The locks of an estate as one LIST of its Leases shows them.
package struct LockTable: Sendable {
    /// Who holds a lock.
    package struct Holder: Sendable, Hashable {
        /// Who, where, in which run.
        package var text: String
        /// Since when, by the holder's clock.
        package var since: Timestamp?
        /// The Lease that the holder renews.
        package var lease: String

        package init(text: String, since: Timestamp?, lease: String) {
            self.text = text
            self.since = since
            self.lease = lease
        }

        /// `since` in RFC 3339, to the second.
        package var sinceText: String? {
            since.map(\.toSeconds)
        }
    }

    let names: LeaseName
    let records: [String: LeaseRecord]

    /// Reads the Leases of an estate, whose name is a DNS label.
    package static func read(_ estate: String, from store: any LeaseStore) async throws -> LockTable {
        guard let names = LeaseName(estate: estate) else { throw UnlockablePlanError.estate(estate) }
        return LockTable(try await store.list(), names: names)
    }

    init(_ records: [String: LeaseRecord], names: LeaseName) {
        self.records = records
        self.names = names
    }

    /// The Lease of a group, or what it would be if it were made: new groups start from the estate's epoch.
    func record(of group: String) -> LeaseRecord {
        names.name(of: group).flatMap { records[$0] } ?? LeaseRecord(epoch: estateEpoch)
    }

    func exists(_ group: String) -> Bool { names.name(of: group).flatMap { records[$0] } != nil }

    /// Above every epoch of the groups that were destroyed; 0 where none was.
    package var estateEpoch: Int64 { records[names.ofEstate]?.epoch ?? 0 }

    /// The epoch that a plan made now carries for a group.
    package func epoch(of group: String) -> Int64 { record(of: group).epoch }

    /// The digest of the plan that was begun last under a lock and not finished.
    package func begunPlan(of group: String) -> String? { record(of: group).plan }

    /// The digest of the plan that was finished last under a lock.
    package func finishedPlan(of group: String) -> String? { record(of: group).finishedPlan }

    /// The kinds that the workspaces of a cluster ever shared.
    package func sharedKinds(of cluster: String) -> Set<ItemKind> {
        ItemKind.set(from: record(of: ResourceAddress.Scope.cluster(cluster).group).kinds.joined(separator: ","))
    }

    /// The clusters on which runs have room for workspaces that they make, by workspace, as far as one look can tell: also of
    /// a run that was killed a moment ago.
    package var reservations: [String: String] {
        groups.reduce(into: [:]) { places, group in
            if let place = record(of: group).place, holder(of: group) != nil { places[group] = place }
        }
    }

    /// The groups with a Lease, sorted.
    package var groups: [String] { records.keys.compactMap(names.group).sorted() }

    /// Who holds the lock of a group, as far as one look can tell: also a run that was killed a moment ago. Nil where its
    /// Lease names nobody, or a run that has ended.
    package func holder(of group: String) -> Holder? { names.name(of: group).flatMap(holder(ofLease:)) }

    func holder(ofLease name: String) -> Holder? {
        guard let record = records[name], let text = record.holder else { return nil }
        // A Lease that names no run is renewed itself.
        guard let lease = record.runLease else { return Holder(text: text, since: record.acquired, lease: name) }
        guard names.isRun(lease), records[lease]?.holder == text else { return nil }
        return Holder(text: text, since: record.acquired, lease: lease)
    }

    /// The Leases that runs renew, sorted.
    var runs: [(name: String, record: LeaseRecord)] {
        records.filter { names.isRun($0.key) }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
