extension String {
    /// The path without `.` and without `folder/..`, so that messages show where it leads: `specs/../zones` is `zones`.
    ///
    /// A `..` behind a symbolic link stays, since it leads out of what the link points to.
    package var tidyPath: String {
        let isAbsolute = hasPrefix("/")
        var kept: [Substring] = []
        for part in split(separator: "/") where part != "." {
            let before = (isAbsolute ? "/" : "") + kept.joined(separator: "/")
            if part == "..", let last = kept.last, last != "..", !FileKind.isLink(at: before) {
                kept.removeLast()
            } else {
                kept.append(part)
            }
        }
        let path = (isAbsolute ? "/" : "") + kept.joined(separator: "/")
        return path.isEmpty ? "." : path
    }
}
