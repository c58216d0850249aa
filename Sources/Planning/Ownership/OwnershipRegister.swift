import Composition
import Document
import Resources
import State

/// Says whose an observed item is: the one place that does, a pure function of the item and of what the state recorded.
package struct OwnershipRegister: Sendable {
    private let estate: String
    private let recorded: [ItemKey: Snapshot.RecordedItem]

    /// `recorded`: what the state recorded last, of all groups.
    package init(estate: String, recorded: [ItemKey: Snapshot.RecordedItem]) {
        self.estate = estate
        self.recorded = recorded
    }

    /// Ours is what carries the mark, bound to this very item, *and* whose mark Berth set (the server's record says so, or the
    /// uid is the one in state), and also what has that uid and lost its mark, if the server's record says that Berth applied
    /// something to it, or, of what is no Kubernetes object, if a part of the mark is left. What has that uid and
    /// nothing else is ours as far as it is wanted, and never deleted.
    package func verdict(on observation: Observation) -> OwnershipVerdict {
        let record = recorded[observation.key]
        let isRecorded = record?.uid != nil && record?.uid == observation.uid
        let marked = observation.markedAddress
        let isSetByBerth = observation.isMarkedByBerth
        if let other = observation.label(Item.Mark.estateLabel), other != estate,
            !isRecorded || observation.wasSetByBerth("labels", Item.Mark.estateLabel)
        {
            return .foreign(.init(address: marked, estate: other))
        }
        let isBound = Item.Mark.isBound(observation.value, to: observation.key)
        let isTrue = isBound && marked?.canMark(observation.key) == true
        // What is not a Kubernetes object says its estate in the same words as its address.
        let hasEstate = observation.key.isKubernetes || observation.label(Item.Mark.estateLabel) != nil
        if let marked, isTrue, isSetByBerth, hasEstate { return .ours(marked, .whole) }
        let isBorneOut =
            observation.key.isKubernetes
            ? marked == record?.address && isBound || observation.wasAppliedByBerth : marked != nil || hasEstate
        if let record, isRecorded, canHave(record.address, observation, marked) {
            guard isBorneOut else { return .ours(record.address, .recorded) }
            return .ours(record.address, marked == record.address && isBound ? .recordLost : .markLost)
        }
        guard let marked else { return .foreign(nil) }
        if isTrue, record?.address == marked { return .ours(marked, .restored) }
        return .copy(of: marked)
    }

    /// Whether a resource can have an item, also one that somebody renamed and that still carries its mark.
    private func canHave(_ address: ResourceAddress, _ observation: Observation, _ marked: ResourceAddress?) -> Bool {
        address.canMark(observation.key) || !observation.key.isKubernetes && marked == address
    }

    /// The workspace into whose API Berth put what was seen in a tenant, by a whole mark of this estate wherever it was seen;
    /// nil where there is none, or one that says nothing of a tenant.
    func tenantOwner(of observation: Observation) -> String? {
        guard case .tenant = observation.key.place, observation.isMarkedByBerth,
            observation.label(Item.Mark.estateLabel) == estate,
            observation.wasSetByBerth("labels", Item.Mark.estateLabel),
            Item.Mark.isBound(observation.value, to: observation.key), let marked = observation.markedAddress,
            let workspace = marked.workspace
        else { return nil }
        var there = observation.key
        there.place = .tenant(workspace)
        return marked.canMark(there) ? workspace : nil
    }
}

extension Observation {
    /// The address in its mark, wherever it may have come from; nil where it carries none.
    fileprivate var markedAddress: ResourceAddress? {
        annotation(Item.Mark.addressAnnotation).flatMap { ResourceAddress($0) }
    }

    /// Whether the server's record says that Berth set the mark.
    fileprivate var isMarkedByBerth: Bool {
        [Item.Mark.addressAnnotation, Item.Mark.itemAnnotation].allSatisfy { wasSetByBerth("annotations", $0) }
    }

    /// Whether the server's record says that Berth applied anything that it still owns.
    fileprivate var wasAppliedByBerth: Bool {
        recordsOfBerth.contains { $0.object?.isEmpty == false }
    }

    /// Whether the server's record says that Berth applied a label or an annotation and still owns it.
    ///
    /// What is not a Kubernetes object has no record: its marks are those of the system's own fields.
    fileprivate func wasSetByBerth(_ map: String, _ name: String) -> Bool {
        guard key.isKubernetes else { return true }
        return recordsOfBerth.contains { $0["f:metadata"]?["f:\(map)"]?["f:\(name)"] != nil }
    }

    /// The fields that Berth applied and still owns, by the server's record; one for each version that it applied in.
    ///
    /// Looks at the record as it stands, since a fleet has many of them.
    private var recordsOfBerth: some Sequence<Value> {
        (value["metadata"]?["managedFields"]?.array ?? []).lazy.filter { entry in
            entry["manager"]?.string == Item.Mark.manager && entry["operation"]?.string == "Apply"
                && (entry["subresource"]?.string ?? "").isEmpty
        }.compactMap { $0["fieldsV1"] }
    }
}
