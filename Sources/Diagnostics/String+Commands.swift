extension String {
    /// The text, such that the runner of a pipeline takes none of it for a command. Those of GitHub act on each line of a log that
    /// begins with `::`, whatever blanks stand before it, and on `##[` anywhere in it: one blank keeps either from being one.
    ///
    /// Source: `ActionCommand` of github.com/actions/runner, which trims lines of whatever Unicode calls white space.
    package var withoutCommands: String {
        var result = String.UnicodeScalarView()
        // What stands before: how many hashes in a row, and whether nothing but blanks, or nothing but those and one colon.
        var hashes = 0
        var isBlank = true
        var isColon = false
        var isChanged = false
        for scalar in unicodeScalars {
            if scalar == ":", isColon {
                result.append(" ")
                isChanged = true
            } else if scalar == "[", hashes > 1 {
                result.removeLast()
                result.append(contentsOf: " #".unicodeScalars)
                isChanged = true
            }
            result.append(scalar)
            hashes = scalar == "#" ? hashes + 1 : 0
            isColon = isBlank && scalar == ":"
            isBlank = scalar == "\n" || scalar == "\r" || isBlank && scalar.properties.isWhitespace
        }
        return isChanged ? String(result) : self
    }
}
