import Document
import Resources

/// The proof that an object cannot be *changed* into what is wanted, though it can be *made* so: the server is asked, without
/// effect, to make the same under a name that nothing has.
struct ReplaceProof {
    private let item: Item
    private let observation: Observation

    init(_ item: Item, over observation: Observation) {
        self.item = item
        self.observation = observation
    }

    /// The write to be tried; `body` is the item with everything put in.
    func write(_ body: Value) -> Write {
        var key = item.key
        key.name = Self.name
        var body = body
        body[["metadata", "name"]] = .string(Self.name)
        for path in held(in: body) { body[path] = nil }
        return Write(key: key, body: body, observed: nil)
    }

    /// What the server made of that write, as it would be under the item's own name.
    func restored(_ result: Value, of body: Value) -> Value {
        var result = result
        result[["metadata", "name"]] = .string(item.key.name)
        for path in held(in: body) { result[path] = body[path] }
        return result
    }

    /// A name that fits every kind whose names are free; those of other kinds are refused, and nothing is proved.
    static let name = "berth-replace-probe"

    /// What the old object holds for itself as long as it is there, so that no second one can have it: its addresses and ports.
    private func held(in body: Value) -> [Path] {
        guard item.key.kind == "Service", item.key.group.isEmpty else { return [] }
        var held = [["spec", "clusterIP"], ["spec", "clusterIPs"], ["spec", "healthCheckNodePort"]] as [Path]
        let ports = (body["spec"]?["ports"]?.array ?? []).indices
        held += ports.map { Path([.key("spec"), .key("ports"), .index($0), .key("nodePort")]) }
        let taken = Set((observation.value["spec"]?["ports"]?.array ?? []).compactMap { $0["nodePort"]?.integer })
        return held.filter { path in
            guard let value = body[path] else { return false }
            if let port = value.integer, path.last == .key("nodePort") { return taken.contains(port) }
            return value == observation.value[path] && value != "None" && value != ["None"]
        }
    }
}
