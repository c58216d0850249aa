import Git

/// What a commit of the state says about itself.
package struct CommitNote: Sendable, Hashable {
    /// One line in the imperative: "Apply payments".
    package var subject: String
    /// Lines below it, where the commit holds several things.
    package var details: [String] = []
    /// Who started the run: "Jane Doe <jane@example.com>", or any name.
    package var actor: String
    /// Seconds since 1970-01-01 UTC.
    package var time: Int64
    /// The plan's digest.
    package var plan: String?
    package var run: String?
    /// The commit of the specifications that were planned.
    package var specCommit: String?

    package init(
        subject: String, actor: String, time: Int64, plan: String? = nil, run: String? = nil, specCommit: String? = nil
    ) {
        self.subject = subject
        self.actor = actor
        self.time = time
        self.plan = plan
        self.run = run
        self.specCommit = specCommit
    }

    var message: String {
        let trailers = [("Plan", plan), ("Run", run), ("Spec-Commit", specCommit), ("Actor", actor)]
        let text = ([subject] + (details.isEmpty ? [] : [""]) + details.map { "- \($0)" }).joined(separator: "\n")
        return Trailer.message(
            text, trailers: trailers.compactMap { key, value in value.map { Trailer(key, $0) } })
    }

    /// Berth commits on behalf of the actor.
    var committer: Signature {
        Signature(name: "berth", email: "berth@localhost", time: time)
    }

    var author: Signature {
        let name = actor.prefix { $0 != "<" }.plain
        let email = actor.split(separator: "<").dropFirst().first.map { $0.prefix { $0 != ">" }.plain } ?? ""
        return Signature(
            name: name.isEmpty ? "berth" : name, email: email.isEmpty ? "berth@localhost" : email, time: time)
    }
}

extension Substring {
    /// Without the characters that structure a commit's header, and without what git takes off the ends of a name: nothing may
    /// be left.
    fileprivate var plain: String {
        let words = filter { !$0.isNewline && $0 != "<" && $0 != ">" && $0 != "\0" }
            .split(separator: " ").joined(separator: " ")
        let isKept = { (character: Character) in
            !".,:;\"\\'".contains(character) && character.asciiValue.map { $0 > 32 } ?? true
        }
        guard let first = words.firstIndex(where: isKept), let last = words.lastIndex(where: isKept) else { return "" }
        return String(words[first...last])
    }
}
