import Document
import Schemas

extension Schema {
    /// A list of nodes that look alike.
    static func list<Element>(of element: Schema<Element>) -> Schema<[Element]> where Output == [Element] {
        Schema(json: ["type": "array", "items": element.json]) { node in
            guard case .array = node.value else {
                node.reportType("a list")
                return nil
            }
            let items = node.items.map(element.read)
            let found = items.compactMap(\.self)
            return found.count == items.count ? found : nil
        }
    }

    /// A list in which no two elements have the same name.
    static func list<Element>(
        of element: Schema<Element>, uniqueBy name: @escaping @Sendable (Element) -> String
    ) -> Schema<[Element]> where Output == [Element] {
        list(of: element).map { elements, node in
            var places: [String: Node] = [:]
            for (element, item) in zip(elements, node.items) {
                if let first = places.updateValue(item, forKey: name(element)) {
                    item.report(
                        "`\(name(element))` stands twice in \(node.name)", notes: ["first at \(first.location)"])
                }
            }
            return places.count == elements.count ? elements : nil
        }
    }
}

extension Schema where Output == [String: String] {
    /// A map from names to texts, as labels are.
    static var texts: Schema<[String: String]> {
        Schema(json: ["type": "object", "additionalProperties": ["type": "string"]]) { node in
            guard case .object = node.value else {
                node.reportType("a map")
                return nil
            }
            var result: [String: String] = [:]
            for (key, member) in node.members {
                if let text = member.text { result[key] = text } else { member.reportType("a string") }
            }
            return result.count == node.members.count ? result : nil
        }
    }
}

extension Schema where Output == [String: String] {
    /// A map of labels, with keys and values as Kubernetes takes them.
    static var labels: Schema<[String: String]> {
        texts.map { labels, node in
            var isGood = true
            for (key, member) in node.members {
                let problems = [
                    LabelSyntax.problem(ofKey: key).map { "the key `\(key)` in \(node.name) \($0)" },
                    labels[key].flatMap(LabelSyntax.problem(ofValue:)).map { "\(member.name) \($0)" },
                ]
                for problem in problems.compactMap(\.self) {
                    member.report(problem, at: member.marks.keyLocation(of: member.path))
                    isGood = false
                }
            }
            return isGood ? labels : nil
        }
    }
}

extension Schema where Output == Object {
    /// Any map.
    static var anyMap: Schema<Object> {
        Schema(json: ["type": "object"]) { node in
            if node.value.object == nil { node.reportType("a map") }
            return node.value.object
        }
    }
}
