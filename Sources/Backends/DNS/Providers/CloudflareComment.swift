import Resources

/// How a record's comment at Cloudflare says whose it is.
///
/// Comments hold 100 characters on the free plan and 500 on the others. A mark that is longer than 100 leaves out its
/// workspace, which is the first label of the record's name. Source:
/// https://developers.cloudflare.com/dns/manage-dns-records/reference/record-attributes.
enum CloudflareComment {
    /// What every plan takes.
    static let shortest = 100
    static let longest = 500

    /// The comment of a record; nil where no form of it has at most `limit` characters.
    static func text(of mark: Heritage, name: String, limit: Int) -> String? {
        let full = mark.text
        guard full.count > shortest else { return full }
        var short = mark
        if let resource = mark.members["resource"], let workspace = workspace(of: name),
            resource.hasPrefix("\(workspace)/")
        {
            short.members["resource"] = String(resource.dropFirst(workspace.count))
        }
        return short.text.count <= limit ? short.text : nil
    }

    /// What a comment says of whose the record is; nil where it says nothing of that.
    static func mark(in comment: String, name: String) -> Heritage? {
        guard var mark = Heritage(comment) else { return nil }
        if mark.isBerth, let resource = mark.members["resource"], resource.hasPrefix("/"),
            let workspace = workspace(of: name)
        {
            mark.members["resource"] = workspace + resource
        }
        return mark
    }

    private static func workspace(of name: String) -> Substring? { name.split(separator: ".").first }
}
