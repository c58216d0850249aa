import ArgumentParser
import Specification

extension Duration {
    /// The length of time that an option names; `option` is how it is spelled, for the message.
    static func of(_ option: String, _ text: String) throws -> Duration {
        guard let duration = Duration(spelled: text) else {
            throw ValidationError("\(option) is a length of time such as 30s, 10m or 1h30m, not `\(text)`")
        }
        return duration
    }
}
