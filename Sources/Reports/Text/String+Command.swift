extension String {
    /// The line, such that no runner of a pipeline takes it for a command: those of GitHub act on every line of a log that begins
    /// with `::` or `##[`, whatever blanks stand before it.
    var withoutCommand: String {
        let start = drop { $0 == " " }
        for command in ["::", "##["] where start.hasPrefix(command) {
            let blanks = String(repeating: " ", count: count - start.count)
            return "\(blanks)\(command.first ?? ":") \(start.dropFirst())"
        }
        return self
    }
}
