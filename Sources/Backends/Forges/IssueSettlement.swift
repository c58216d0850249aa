/// What is to be done about the issues that tell of drift, one for each workspace (or for what a cluster shares): decided from
/// what is open, and from what was found.
package struct IssueSettlement: Sendable, Hashable {
    /// What is known of a workspace.
    package enum Finding: Sendable, Hashable {
        /// It has drifted; the text begins with the marker.
        case drifted(title: String, text: String)
        case clean
        /// It could not be looked at, or not all of it.
        case unknown
    }

    /// A workspace, or what a cluster shares.
    package struct Subject: Sendable, Hashable {
        /// As people call it: `payments`.
        package var name: String
        /// The first line of its issue.
        package var marker: String
        package var finding: Finding

        package init(name: String, marker: String, finding: Finding) {
            self.name = name
            self.marker = marker
            self.finding = finding
        }
    }

    struct Edit: Sendable, Hashable {
        var entry: ForgeEntry
        var title: String
        var text: String
    }

    struct Closing: Sendable, Hashable {
        var entry: ForgeEntry
        /// A sentence.
        var reason: String
    }

    /// What is not there yet.
    var opened: [Subject] = []
    /// What has another text now.
    var updated: [Edit] = []
    /// What has drifted no more, is gone from the estate, or tells the same as an older issue.
    var closed: [Closing] = []
    /// How many are as they should be.
    var unchanged = 0
    /// Of what could not be looked at.
    var kept = 0
    /// What would be opened beyond the bound.
    var postponed: [String] = []

    /// - Parameters:
    ///   - subjects: What was looked at, in the order in which issues are opened.
    ///   - prefix: What the markers of all subjects of the estate begin with.
    ///   - isWhole: Whether all there is was looked at: then an issue about anything else is about what is gone.
    ///   - open: The open issues, of whomever.
    ///   - identity: Whose issues count.
    ///   - mostOpened: How many may be opened.
    package init(
        _ subjects: [Subject], prefix: String, isWhole: Bool, open: [ForgeEntry], of identity: ForgeIdentity,
        mostOpened: Int
    ) {
        let ours = open.filter { $0.marker.hasPrefix(prefix) && identity.wrote($0) }.sorted { $0.number < $1.number }
        var issues = Dictionary(grouping: ours, by: { String($0.marker) })
        for subject in subjects {
            let known = issues.removeValue(forKey: subject.marker) ?? []
            for entry in known.dropFirst() where entry.author == known.first?.author {
                closed.append(Closing(entry: entry, reason: "An older issue tells the same."))
            }
            switch (subject.finding, known.first) {
            case (.drifted, nil) where opened.count >= mostOpened: postponed.append(subject.name)
            case (.drifted, nil): opened.append(subject)
            case (.drifted(let title, let text), let entry?):
                if entry.says(text), entry.title == title {
                    unchanged += 1
                } else {
                    updated.append(Edit(entry: entry, title: title, text: text))
                }
            case (.clean, let entry?):
                closed.append(Closing(entry: entry, reason: "There is no drift any more."))
            case (.unknown, _?): kept += 1
            case (.clean, nil), (.unknown, nil): break
            }
        }
        guard isWhole else { return }
        for entry in issues.values.flatMap(\.self).sorted(by: { $0.number < $1.number }) {
            closed.append(Closing(entry: entry, reason: "It is not in the estate any more."))
        }
    }
}

/// What became of the issues.
package struct IssueOutcome: Sendable, Hashable {
    package var opened: [String] = []
    package var updated: [String] = []
    package var closed: [String] = []
    package var unchanged = 0
    /// Of what could not be looked at.
    package var kept = 0
    /// What was not opened, since enough were.
    package var postponed: [String] = []
}
