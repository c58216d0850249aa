import Document
import Kubernetes
import Resources

/// Where a leaf that somebody named stands in an object as it shall be and as it is.
///
/// Items of lists may be named by any of their members (`ports[name=http]`) or by their place in the specification
/// (`ports[0]`); the specification may leave out keys that the server completes.
struct ExemptPlace {
    /// In the specification, items by their places.
    private(set) var desired = Path.root
    /// In the object as it is, items by the keys that the server knows them by.
    private(set) var observed = Path.root

    init(_ path: Path, in wanted: Value, _ there: Value, _ structure: FieldSet, of kind: ItemKind) {
        var (wanted, there, structure) = (Optional(wanted), Optional(there), structure)
        for component in path.components {
            var (own, other) = (component, component)
            switch component {
            case .key, .member: break
            case .item, .index:
                let names = structure.itemKeyNames
                let item = wanted?.position(of: component, kind).flatMap { position in
                    own = .index(position)
                    return wanted?[position]
                }
                let named = item.flatMap { $0.component(names, kind) } ?? component
                if let found = there?.item(named) ?? there?.item(component) {
                    other = found.component(names, kind) ?? component
                    if case .item = own, let position = wanted?.position(of: other, kind) { own = .index(position) }
                }
            }
            desired = desired.appending(own)
            observed = observed.appending(other)
            wanted = wanted?[Path([own])]
            there = there?[Path([other])]
            structure = structure.subset(below: other)
        }
    }
}

extension Value {
    /// By the keys that a server tells items by, as far as they are known; nil where none is.
    fileprivate func component(_ names: [String]?, _ kind: ItemKind) -> Path.Component? {
        let keys = itemKeys(names ?? [], of: kind)
        return keys.isEmpty ? nil : .item(keys)
    }

    /// The place of the item that a component names.
    fileprivate func position(of component: Path.Component, _ kind: ItemKind) -> Int? {
        guard let items = array else { return nil }
        return switch component {
        case .index(let index): items.indices.contains(index) ? index : nil
        case .item(let keys): items.firstIndex { $0.isItem(keys, of: kind) }
        case .key, .member: nil
        }
    }

    /// The item that a component names.
    fileprivate func item(_ component: Path.Component) -> Value? {
        if case .item = component { self[Path([component])] } else { nil }
    }
}
