import Document
import Resources

extension Plan {
    /// What is of the estate and a plan leaves as it is: with any of it, a plan without changes does not say that the world is
    /// as specified.
    package struct Leftovers: Sendable, Hashable {
        /// The workspaces that exist and have no specification any more, sorted.
        package var orphans: [String]
        /// What clusters share and no workspace wants any more, sorted.
        package var sharedOrphans: [ResourceAddress]
        /// The part that was looked at, in words (`payments`, `shard 2/4`); nil where it was everything.
        package var part: String?
        /// The workspaces that were looked at since they changed, in words; nil where others were looked at, too.
        package var changes: String?
        /// What was left out, in words: `--exclude payments/dns`, `2 specifications with errors`.
        package var omissions: [String]

        package init(
            orphans: [String] = [], sharedOrphans: [ResourceAddress] = [], part: String? = nil, omissions: [String] = []
        ) {
            self.orphans = orphans
            self.sharedOrphans = sharedOrphans
            self.part = part
            self.omissions = omissions
        }

        /// What was looked at, in words; nil where it was everything.
        package var looked: String? {
            let parts = [part, changes].compactMap(\.self)
            return parts.isEmpty ? nil : parts.joined(separator: ", ")
        }

        /// The part without the words for a shard; nil where that is all of it.
        func partBeside(_ shard: Shard?) -> String? {
            guard let shard, let part else { return part }
            let rest = part.split(separator: ", ").filter { $0 != "shard \(shard)" }
            return rest.isEmpty ? nil : rest.joined(separator: ", ")
        }

        /// Whether everything was looked at, and nothing is left.
        package var isEmpty: Bool {
            orphans.isEmpty && sharedOrphans.isEmpty && part == nil && changes == nil && omissions.isEmpty
        }
    }

    /// What was looked at of the shard that it is a plan of, or of the estate, in words; nil where it was all of that.
    package var lookedBesideShard: String? {
        let parts = [leftovers.partBeside(part?.shard), leftovers.changes].compactMap(\.self)
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }

    /// The groups that it takes away as a whole, and that the state forgets with it.
    package var destroyedGroups: Set<String> {
        Set(groups.filter { purpose == .destroy || $0.isTakenAway }.map(\.name))
    }

    /// The same plan of some groups alone; edges lead to nothing outside of them.
    func part(of isChosen: (String) -> Bool) -> Plan {
        var part = self
        part.waves = []
        part.groups = groups.filter { isChosen($0.name) }
        part.steps = steps.filter { isChosen($0.address.group) }
        // Of the others nothing is looked at.
        part.outputs = outputs.filter { isChosen($0.key.address.group) }
        let present = Set(part.steps.map(\.address))
        for index in part.steps.indices { part.steps[index].dependencies.formIntersection(present) }
        return part
    }

    /// Takes in a plan that takes workspaces away.
    mutating func add(removal plan: Plan) {
        steps += plan.steps
        groups = (groups + plan.groups).sorted { $0.name < $1.name }
        problems += plan.problems
        remarks += plan.remarks.filter { !remarks.contains($0) }
        let known = Set(unreachable.map(\.subject))
        unreachable = (unreachable + plan.unreachable.filter { !known.contains($0.subject) })
            .sorted { $0.subject < $1.subject }
        outputs.merge(plan.outputs) { first, _ in first }
    }
}

extension Plan.Leftovers {
    /// As plan files keep them.
    var value: Value {
        var result: Value = [
            "orphans": .array(orphans.map(Value.string)),
            "sharedOrphans": .array(sharedOrphans.map { .string($0.description) }),
            "omissions": .array(omissions.map(Value.string)),
        ]
        result["part"] = part.map(Value.string)
        result["changes"] = changes.map(Value.string)
        return result
    }

    /// Reads what `value` writes.
    init(_ reader: FieldReader) throws {
        self.init(
            orphans: try reader.items("orphans").map { try $0.text() },
            sharedOrphans: try reader.items("sharedOrphans").map { try $0.address() },
            part: try reader.optionalString("part"), omissions: try reader.items("omissions").map { try $0.text() })
        changes = try reader.optionalString("changes")
    }
}
