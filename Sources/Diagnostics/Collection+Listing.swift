extension Collection<String> {
    /// `a, b, c and 12 more`: the first few, and how many more there are; all of them where they are not more than `most`.
    package func listed(most: Int) -> String {
        let rest = count - most
        return prefix(most).joined(separator: ", ") + (rest > 0 ? " and \(rest.grouped) more" : "")
    }
}
