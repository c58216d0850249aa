/// The way from the root of a `Value` to one of its nodes.
package struct Path: Sendable, Hashable {
    package enum Component: Sendable, Hashable {
        /// A member of an object.
        case key(String)
        /// An item of an array by its place, from 0.
        case index(Int)
        /// The item of an associative list whose members have these values, sorted by key: `containers[name=web]`.
        case item([ItemKey])
        /// The member of a set with this value.
        case member(Value)
    }

    /// One of the members that tell an item of an associative list from the others.
    package struct ItemKey: Sendable, Hashable {
        package var name: String
        package var value: Value

        package init(_ name: String, _ value: Value) {
            self.name = name
            self.value = value
        }
    }

    package var components: [Component]

    package init(_ components: [Component] = []) {
        self.components = components
    }

    package static let root = Path()

    package var isRoot: Bool { components.isEmpty }
    package var last: Component? { components.last }

    /// The path without its last component; the root stays the root.
    package var parent: Path { Path(components.dropLast()) }

    package func appending(_ component: Component) -> Path { Path(components + [component]) }
    package func appending(_ path: Path) -> Path {
        isRoot ? path : path.isRoot ? self : Path(components + path.components)
    }
    package func appending(key: String) -> Path { appending(.key(key)) }
    package func appending(index: Int) -> Path { appending(.index(index)) }

    package func hasPrefix(_ prefix: Path) -> Bool {
        components.starts(with: prefix.components)
    }
}

extension Path: ExpressibleByArrayLiteral {
    /// Keys only: `["metadata", "name"]`.
    package init(arrayLiteral elements: String...) {
        self.init(elements.map(Component.key))
    }
}

extension Path: CustomStringConvertible, Comparable {
    /// `spec.containers[name=web].ports[0]`; a key that is no plain word is quoted: `data["a.b"]`.
    package var description: String {
        var text = ""
        for component in components {
            switch component {
            case .key(let key) where key.isPlainKey: text += text.isEmpty ? key : ".\(key)"
            case .key(let key): text += "[\(Value.string(key).compactJSON)]"
            case .index(let index): text += "[\(index)]"
            case .item(let keys): text += "[\(keys.map { "\($0.name)=\($0.value.plain)" }.joined(separator: ","))]"
            case .member(let value): text += "[=\(value.plain)]"
            }
        }
        return text
    }

    /// Order of the descriptions' components, so that output does not depend on hashing; indices by number.
    package static func < (left: Path, right: Path) -> Bool {
        for (one, other) in zip(left.components, right.components) where one != other {
            switch (one, other) {
            case (.index(let one), .index(let other)): return one < other
            default: return Path([one]).description.precedesInBytes(Path([other]).description)
            }
        }
        return left.components.count < right.components.count
    }
}

extension Value {
    /// A string as it is, everything else as JSON: for messages.
    package var plain: String {
        if case .string(let text) = self { text } else { compactJSON }
    }
}

extension String {
    fileprivate var isPlainKey: Bool {
        !isEmpty
            && utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "$"):
                    true
                default: false
                }
            }
    }
}
