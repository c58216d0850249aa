import ArgumentParser

/// The files that one command writes beside its report.
enum OutputFiles {
    /// Throws where an option means standard output, which holds the report, or two of them the same file.
    static func check(_ files: (option: String, path: String?)...) throws(ValidationError) {
        var options: [String: String] = [:]
        for case (let option, let path?) in files {
            guard path != "-" else {
                throw ValidationError(
                    "\(option) names a file: - would be standard output, which holds the report; ./- is a file")
            }
            let place = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
            if let other = options[place] {
                throw ValidationError("\(other) and \(option) name the same file: \(path)")
            }
            options[place] = option
        }
    }
}
