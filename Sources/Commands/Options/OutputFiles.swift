import ArgumentParser
import Files
import Glibc

/// The files that one command writes beside its report.
enum OutputFiles {
    /// Throws where an option means standard output, which holds the report, or two of them the same file, by whatever path.
    /// What `/dev/null` takes is lost in any case.
    static func check(_ files: (option: String, path: String?)...) throws(ValidationError) {
        let nowhere = OutputFile.Place("/dev/null")
        let output = OutputFile.Place(descriptor: STDOUT_FILENO)
        var options: [OutputFile.Place: (option: String, path: String)] = [:]
        for case (let option, let path?) in files {
            guard path != "-" else {
                throw ValidationError(
                    "\(option) names a file: - would be standard output, which holds the report; ./- is a file")
            }
            let place = OutputFile.Place(path)
            guard place != nowhere else { continue }
            guard place != output else {
                throw ValidationError(
                    "\(option) names a file: \(path) is where standard output goes, which holds the report")
            }
            if let other = options[place] {
                let paths = other.path == path ? path : "\(other.path) and \(path)"
                throw ValidationError("\(other.option) and \(option) name the same file: \(paths)")
            }
            options[place] = (option, path)
        }
    }
}
