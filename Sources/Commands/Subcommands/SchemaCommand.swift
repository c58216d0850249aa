import ArgumentParser
import Document
import Specification

struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Prints the JSON Schema of a kind, for editors.")

    @Argument(
        help: "\(SpecificationKind.allCases.map(\.rawValue).joined(separator: ", ")), in any case.",
        transform: Self.kind)
    var kind: SpecificationKind

    func run() throws {
        try StandardStreams.print(String(decoding: kind.jsonSchema.json(.pretty), as: UTF8.self), as: .json)
    }

    /// The kind of a name; people write `estate` as well as `Estate`.
    static func kind(_ name: String) throws -> SpecificationKind {
        let plain = name.lowercased().filter { $0 != "-" }
        guard let kind = SpecificationKind.allCases.first(where: { $0.rawValue.lowercased() == plain }) else {
            let known = SpecificationKind.allCases.map(\.rawValue)
            throw ValidationError("there is no kind \(name); there are \(known.joined(separator: ", "))")
        }
        return kind
    }
}
