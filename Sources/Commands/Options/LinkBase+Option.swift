import ArgumentParser
import Reports

extension LinkBase {
    /// The address that an option names; `option` is how it is spelled, for the message.
    static func of(_ option: String, _ text: String) throws -> LinkBase {
        guard let link = LinkBase(text) else {
            throw ValidationError("\(option) is an address that begins with https:// or http://")
        }
        return link
    }
}
