extension ZoneFile {
    /// Why a record of a name must not be written here, or would do no good; nil where nothing is in its way.
    func obstacle(to name: String) -> String? {
        signature ?? cut(above: name) ?? alias(of: name)
    }

    /// A signed zone whose records are changed by hand has signatures that are wrong: resolvers refuse all of it.
    var signature: String? {
        let types: Set<String> = ["RRSIG", "NSEC", "NSEC3", "NSEC3PARAM", "TYPE46", "TYPE47", "TYPE50", "TYPE51"]
        return records.first { types.contains($0.type) }.map {
            "the zone is signed, as its \($0.type) record in line \($0.line) shows, and Berth cannot sign what it changes"
        }
    }

    /// Servers answer for what lies below a delegation with a referral, and for what lies below a DNAME with another name.
    private func cut(above name: String) -> String? {
        let above = ZoneName.ancestors(of: name, upTo: zone)
        for owner in [name] + above where owner != zone {
            if let record = records(of: owner).first(where: { $0.type == "NS" }) {
                return "\(owner) is delegated in line \(record.line) of \(path): \(name) would not be seen"
            }
        }
        for owner in above {
            if let record = records(of: owner).first(where: { $0.type == "DNAME" }) {
                return "\(owner) is redirected in line \(record.line) of \(path): \(name) would not be seen"
            }
        }
        return nil
    }

    /// Nothing may stand beside a CNAME, neither an address nor the record that says whose it is.
    private func alias(of name: String) -> String? {
        for owner in [name, "a-\(name)", "aaaa-\(name)"] {
            if let record = records(of: owner).first(where: { $0.type == "CNAME" }) {
                return "\(owner) is an alias in line \(record.line) of \(path), and nothing may stand beside one"
            }
        }
        return nil
    }

    /// What a new name means for others: below a name that did not exist a wildcard no longer answers (RFC 4592, 3.3.1).
    func sideEffect(of name: String) -> String? {
        guard records(of: name).isEmpty else { return nil }
        for owner in ZoneName.ancestors(of: name, upTo: zone) {
            if let record = records(of: "*.\(owner)").first {
                let next = String(name.dropLast(owner.utf8.count + 1)).split(separator: ".").last.map {
                    "\($0).\(owner)"
                }
                guard let next, next != name else { return nil }
                return "*.\(owner) in line \(record.line) of \(path) no longer answers for names below \(next)"
            }
            // A name that exists, if only because of what lies below it, already ends the wildcards above it.
            if exists(owner) { return nil }
        }
        return nil
    }

    private func exists(_ name: String) -> Bool {
        !records(of: name).isEmpty || records.contains { $0.owner.hasSuffix(".\(name)") }
    }
}
