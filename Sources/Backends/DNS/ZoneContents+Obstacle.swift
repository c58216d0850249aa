extension ZoneContents {
    /// Why a name must not be written here, or would do no good; nil where nothing is in its way.
    func obstacle(to name: String) -> String? { obstacle ?? cut(above: name) }

    /// Servers answer for what lies below a delegation with a referral, and for what lies below a DNAME with another name; nil
    /// where nothing hides the name.
    func cut(above name: String) -> String? {
        let above = ZoneName.ancestors(of: name, upTo: zone.name)
        for owner in [name] + above where owner != zone.name {
            if let set = set(owner, "NS") { return "\(owner) is delegated\(set.at): \(name) would not be seen" }
        }
        for owner in above {
            if let set = set(owner, "DNAME") { return "\(owner) is redirected\(set.at): \(name) would not be seen" }
        }
        return nil
    }

    /// Why a set cannot be put beside what stays at its name: nothing may stand beside a CNAME but its signatures
    /// (RFC 2181, 10.1).
    func conflict(of put: RecordSet, without removed: Set<RecordSet.Key>) -> String? {
        let beside = sets(of: put.name).filter { $0.type != put.type && !removed.contains($0.key) }
        if put.type == "CNAME" {
            return beside.first { !Self.signatures.contains($0.type) }.map {
                "\(put.name) is to be an alias, and \($0.words) stands there, beside which none may stand"
            }
        }
        return beside.first { $0.type == "CNAME" }.map {
            "\(put.name) is an alias\($0.at), and nothing may stand beside one"
        }
    }

    private static let signatures: Set<String> = ["RRSIG", "NSEC", "NSEC3"]

    /// What a new name means for others: below a name that did not exist a wildcard no longer answers (RFC 4592, 3.3.1).
    func sideEffect(of name: String) -> String? {
        guard sets(of: name).isEmpty else { return nil }
        for owner in ZoneName.ancestors(of: name, upTo: zone.name) {
            if let set = sets(of: "*.\(owner)").first {
                let next = String(name.dropLast(owner.utf8.count + 1)).split(separator: ".").last.map {
                    "\($0).\(owner)"
                }
                guard let next, next != name else { return nil }
                return "*.\(owner)\(set.at) no longer answers for names below \(next)"
            }
            // A name that exists, if only because of what lies below it, already ends the wildcards above it.
            if exists(owner) { return nil }
        }
        return nil
    }

    private func exists(_ name: String) -> Bool {
        !sets(of: name).isEmpty || sets.contains { $0.name.hasSuffix(".\(name)") }
    }
}

extension RecordSet {
    /// The place behind a name: ` in line 7 of …`.
    fileprivate var at: String { place.isEmpty ? "" : " \(place)" }
}
