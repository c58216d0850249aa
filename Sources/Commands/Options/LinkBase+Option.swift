import ArgumentParser
import Diagnostics
import Reports

extension LinkBase {
    /// The address that an option names; `option` is how it is spelled, for the message.
    static func of(_ option: String, _ text: String) throws -> LinkBase {
        if let link = LinkBase(text) { return link }
        guard let character = LinkBase.refusedCharacter(in: text) else {
            throw ValidationError("\(option) is an address that begins with https:// or http://")
        }
        let name = character.isWhitespace ? "a blank" : "`\("\(character)".sanitized)`"
        throw ValidationError(
            "\(option) holds \(name), which no address has: write it with % and its bytes in hexadecimal")
    }
}
