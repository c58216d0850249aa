import Resources

extension Planner {
    /// What is planned, and what the operator agreed to.
    package struct Options: Sendable {
        /// What to plan.
        package var selection: GroupSelection
        package var forcesConflicts: Bool
        /// What the operator agreed to beyond what a plan may do by itself.
        package var consents: Set<Consent>
        /// The part of the plan that is wanted.
        package var scope: PlanScope
        package var parallelism: Int
        /// Whether workspaces that have no specification any more are taken away.
        package var prunes = false
        /// Whether the servers are asked about every object, also about those that are right by their own record.
        package var verifiesAll = false
        /// The generated secrets that get a new value; a plan with some is narrowed to what holds them.
        package var rotations: Set<Rotation>
        /// The kinds that the workspaces of each management cluster ever shared, as recorded outside of the state.
        package var sharedKinds: [String: Set<ItemKind>] = [:]
        /// The clusters on which runs that hold a workspace's lock have room for it.
        package var reservations: [String: String] = [:]
        /// The addresses of resources of which is made anew what cannot be changed in place.
        package var replacements: [String] = []
        /// What is taken over, and nothing else done; nil for every other plan.
        package var imported: Import?

        /// What plans of all shards have to have in common of them, in words.
        var words: [String] {
            var words = [prunes ? "--prune" : nil, forcesConflicts ? "--force-conflicts" : nil].compactMap(\.self)
            if case .changed(let changed) = selection { words.append("--changed-since \(changed.since)") }
            words += replacements.sorted().map { "--replace \($0)" }
            return words + scope.targetWords.sorted() + scope.exclusionWords.sorted()
        }

        package init(
            selection: GroupSelection = .all, forcesConflicts: Bool = false, consents: Set<Consent> = [],
            scope: PlanScope = PlanScope(), parallelism: Int = 16, rotations: Set<Rotation> = []
        ) {
            self.selection = selection
            self.forcesConflicts = forcesConflicts
            self.consents = consents
            self.scope = scope
            self.parallelism = parallelism
            self.rotations = rotations
        }
    }
}
