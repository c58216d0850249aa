import Document
import Resources
import YAML

/// Prints the objects of an application as they would be applied: YAML that kubectl accepts, in the order of the install.
package enum RenderedManifests {
    private static let placeholder = "(sensitive)"

    /// What a Secret holds is replaced, in base64 where it has to be.
    package static func text(_ items: [Item]) -> String {
        String(decoding: YAML.emit(documents: items.map(shown)), as: UTF8.self)
    }

    private static func shown(_ item: Item) -> Value {
        var object = item.desired
        guard item.key.kind == "Secret", item.key.group.isEmpty else { return object }
        for key in object["data"]?.object?.keys ?? [] {
            object[Path([.key("data"), .key(key)])] = .string(Base64.encode(Array(placeholder.utf8)))
        }
        return object
    }
}
