/// The branches that a remote tells of.
package struct RemoteHeads: Sendable, Hashable {
    /// The branch that its `HEAD` names, as a full reference name; nil where it names none that exists.
    package var head: String?
    /// Where its branches stand, by full reference name.
    package var tips: [String: ObjectID]

    package init(head: String? = nil, tips: [String: ObjectID] = [:]) {
        self.head = head
        self.tips = tips
    }

    /// The branch on which the remote keeps what a repository on `own` has: the default one, or the only one; `own` where there
    /// is none yet.
    ///
    /// Nil where there are several, of which neither `HEAD` nor `own` names one.
    package func branch(for own: String) -> String? {
        if let head { return head }
        if tips.isEmpty || tips[own] != nil { return own }
        return tips.count == 1 ? tips.keys.first : nil
    }
}
