import Document
import Kubernetes
import TestSupport
import Testing

@testable import SandboxAPI

/// What must hold of any sequence of writes, whatever a real server would have answered: recorded sequences show what
/// is right, these what can never be.
@Suite("Random writes")
struct WriteFuzzTests {
    @Test("keep the rules of ownership", arguments: FuzzKind.all)
    func keepTheRules(_ kind: FuzzKind) throws {
        let server = try FuzzServer()
        for seed in 1...UInt64(3) {
            var sequence = try FuzzSequence(kind, on: server, seed: seed)
            for _ in 0..<10 { try sequence.step() }
        }
    }
}

/// One object under random writes, each of which is checked.
private struct FuzzSequence {
    private let kind: FuzzKind
    private let seed: UInt64
    private let server: FuzzServer
    private let registered: ResourceKind
    private var random: SeededGenerator
    private var live: Value?
    /// What each applier applied last.
    private var intents: [String: Value] = [:]
    private var count = 0

    init(_ kind: FuzzKind, on server: FuzzServer, seed: UInt64) throws {
        self.kind = kind
        self.seed = seed
        self.server = server
        random = SeededGenerator(seed: seed &* 1_000 &+ UInt64(kind.name.utf8.reduce(0) { $0 &+ UInt8($1) }))
        let custom = [TenantControlPlaneDefinition.object, try Value(json: FuzzKind.definition)]
            .flatMap(ResourceKind.custom)
        registered = try #require(
            SchemaRegistry.builtIn.kind(apiVersion: kind.apiVersion, kind: kind.name)
                ?? custom.first { $0.kind == kind.name })
    }

    private var name: String { "fuzz-\(seed)" }
    private var path: String { "\(kind.collection)/\(name)" }

    private var comment: Comment { "\(kind.name), seed \(seed), step \(count)" }

    mutating func step() throws {
        count += 1
        server.tick()
        switch Int.random(in: 0..<10, using: &random) {
        case 0..<6: try apply()
        case _ where live == nil: try apply()
        case 6: try put()
        case 7: try patch()
        case 8: try removeAnnotations()
        default: try applyNothing()
        }
    }

    // MARK: - Writes

    private mutating func apply() throws {
        let manager = ["berth", "ci", "ops"].randomElement(using: &random) ?? ""
        let isForced = Bool.random(using: &random)
        let intent = try kind.object(name, using: &random)
        let before = live
        let answer = try write(
            "PATCH", "fieldManager=\(manager)" + (isForced ? "&force=true" : ""), "application/apply-patch+yaml",
            intent,
            as: manager)
        guard answer.status < 300 else {
            try #require(answer.status == 409 && !isForced, "\(comment): \(answer.body.compactJSON)")
            try checkConflict(answer.body, of: manager, before)
            return
        }
        let owned = FieldSet(ownedBy: intent, as: registered.schema).difference(Self.unowned)
        #expect(try fields(of: manager, "Apply", in: answer.body) == owned, comment)
        // The same again changes nothing, but for the kinds that tell an empty list from an absent one, and where
        // nobody owned anything, which then is attributed.
        guard !registered.rules.distinguishesEmpty, !owned.isEmpty else { return }
        func repeated() throws -> (status: Int, body: Value) {
            server.tick()
            return try write("PATCH", "fieldManager=\(manager)", "application/apply-patch+yaml", intent, as: manager)
        }
        // A list that is applied empty goes with the last of its items, and comes back empty the next time.
        let settled = registered.isCustom ? try repeated() : answer
        let again = try repeated()
        // What was left empty is stored as absent, and so is added once more to what others left empty, too.
        let isDisputed = again.status == 409 && conflictFields(again.body).allSatisfy { intent.isLeftEmpty(at: $0) }
        #expect(again.body == settled.body || isDisputed, comment)
    }

    /// An intent without any field takes away what its manager alone owned, and nothing else.
    private mutating func applyNothing() throws {
        guard let before = live, let manager = intents.keys.sorted().randomElement(using: &random) else { return }
        var intent = try Value(json: kind.base)
        intent["apiVersion"] = .string(kind.apiVersion)
        intent["kind"] = .string(kind.name)
        intent[["metadata", "name"]] = .string(name)
        guard kind.base == "{}" else { return }
        let others = try owners(in: before).filter { $0.manager != manager || $0.operation != "Apply" }
            .reduce(FieldSet()) { $0.union($1.fields) }
        let own = try fields(of: manager, "Apply", in: before)
        let answer = try write("PATCH", "fieldManager=\(manager)", "application/apply-patch+yaml", intent, as: manager)
        try #require(answer.status == 200, "\(comment): \(answer.body.compactJSON)")
        // Maps that were applied empty are owned by one and filled by others.
        let left = own.leaves.difference(others).values(in: answer.body).filter {
            $0.value.object == nil && !$0.value.isNull
        }.map(\.path)
        #expect(left.allSatisfy { registered.isDefaulted($0) }, "\(comment): \(left)")
        // What others own below a map entry that goes, goes with it.
        let kept = others.leaves.values(in: before).filter { leaf in
            leaf.value.object == nil && !own.paths.contains { leaf.path.hasPrefix($0) }
        }
        #expect(kept.allSatisfy { answer.body[$0.path] == $0.value }, comment)
    }

    private mutating func put() throws {
        guard let live else { return }
        var object = try kind.object(name, using: &random)
        object["metadata"]?["resourceVersion"] = live["metadata"]?["resourceVersion"]
        object["metadata"]?["managedFields"] = live["metadata"]?["managedFields"]
        let answer = try write("PUT", "fieldManager=editor", "application/json", object)
        try #require(answer.status == 200, "\(comment): \(answer.body.compactJSON)")
    }

    private mutating func patch() throws {
        var patch = try kind.object(name, using: &random)
        patch["apiVersion"] = nil
        patch["metadata"] = ["labels": ["l1": .null, "l3": "m"]]
        let answer = try write("PATCH", "fieldManager=script", "application/merge-patch+json", patch)
        try #require(answer.status == 200, "\(comment): \(answer.body.compactJSON)")
        #expect(answer.body["metadata"]?["labels"]?["l3"] == "m", comment)
    }

    private mutating func removeAnnotations() throws {
        let patch: Value = [
            ["op": "add", "path": "/metadata/annotations", "value": ["j": "1"]],
            ["op": "remove", "path": "/metadata/annotations"],
        ]
        let answer = try write("PATCH", "fieldManager=script", "application/json-patch+json", patch)
        try #require(answer.status == 200, "\(comment): \(answer.body.compactJSON)")
        #expect(answer.body["metadata"]?["annotations"] == registered.ownAnnotations(of: answer.body), comment)
    }

    /// Writes first without and then with effect, and checks what holds of every write.
    private mutating func write(
        _ method: String, _ query: String, _ type: String, _ body: Value, as applier: String? = nil
    ) throws -> (status: Int, body: Value) {
        let dry = server.send(method, "\(path)?\(query)&dryRun=All", type, body)
        let answer = server.send(method, "\(path)?\(query)", type, body)
        #expect(dry.status == answer.status, comment)
        #expect(dry.body.comparable == answer.body.comparable, comment)
        guard answer.status < 300 else { return answer }
        if let applier { intents[applier] = body }
        let stored = server.send("GET", path, "", .null).body
        #expect(stored == answer.body, comment)
        try checkObject(stored, before: live)
        live = stored
        return answer
    }

    // MARK: - Checks

    private func checkObject(_ object: Value, before: Value?) throws {
        for owner in try owners(in: object) {
            #expect(try FieldSet(fieldsV1: owner.fields.fieldsV1) == owner.fields, comment)
            let missing = owner.fields.missing(in: object)
            // What an applier left empty may be stored as absent.
            let intent = owner.operation == "Apply" ? intents[owner.manager] ?? .null : .null
            let isFine = missing.allSatisfy { path in
                intents.isEmpty || intent[path].map(\.isGoEmpty) ?? (owner.operation == "Apply")
            }
            #expect(isFine, "\(comment): \(owner.manager) owns \(missing)")
        }
        let keys = try owners(in: object).map { "\($0.operation) \($0.time) \($0.manager)" }
        #expect(keys == keys.sorted(), comment)
        var bare = object
        bare["metadata"]?["managedFields"] = nil
        #expect(try registered.decoded(bare) == bare, comment)
        guard let before else { return }
        #expect(
            (object == before) == (object["metadata"]?["resourceVersion"] == before["metadata"]?["resourceVersion"]),
            comment)
        guard registered.hasGeneration else { return }
        let (old, new) = (
            before["metadata"]?["generation"]?.integer ?? 0, object["metadata"]?["generation"]?.integer ?? 0
        )
        #expect(new == old || new == old + 1, comment)
        if object["spec"] != before["spec"] { #expect(new == old + 1, comment) }
    }

    /// Each cause names a field that somebody else owns.
    private func checkConflict(_ status: Value, of manager: String, _ before: Value?) throws {
        let others = try owners(in: before ?? .null).filter { $0.manager != manager || $0.operation != "Apply" }
        let owned = Set(others.flatMap { owner in owner.fields.paths.map(\.causeField) })
        let fields = conflictFields(status)
        #expect(!fields.isEmpty, comment)
        #expect(fields.allSatisfy(owned.contains), comment)
    }

    private func conflictFields(_ status: Value) -> [String] {
        (status["details"]?["causes"]?.array ?? []).compactMap { $0["field"]?.string }
    }

    private struct Owner {
        var manager: String
        var operation: String
        var time: String
        var fields: FieldSet
    }

    private func owners(in object: Value) throws -> [Owner] {
        try (object["metadata"]?["managedFields"]?.array ?? []).map { entry in
            Owner(
                manager: entry["manager"]?.string ?? "", operation: entry["operation"]?.string ?? "",
                time: entry["time"]?.string ?? "", fields: try FieldSet(fieldsV1: entry["fieldsV1"] ?? [:]))
        }
    }

    private func fields(of manager: String, _ operation: String, in object: Value) throws -> FieldSet {
        try owners(in: object).first { $0.manager == manager && $0.operation == operation }?.fields ?? FieldSet()
    }

    private static let unowned = FieldSet(
        [["apiVersion"], ["kind"], ["metadata"], ["metadata", "name"], ["metadata", "namespace"]])
}

extension Value {
    /// The answer without what a dry run has not got.
    fileprivate var comparable: Value {
        guard self["kind"] != "Status" else { return self }
        var copy = self
        for key in ["resourceVersion", "uid"] { copy["metadata"]?[key] = nil }
        for key in ["clusterIP", "clusterIPs"] where copy["kind"] == "Service" { copy["spec"]?[key] = nil }
        return copy
    }

    /// Whether a field as conflicts name it was given no content.
    fileprivate func isLeftEmpty(at field: String) -> Bool {
        leaves.contains { ".\($0.path)" == field && $0.value.isGoEmpty }
    }

    /// Whether Go's encoding may leave the value out.
    fileprivate var isGoEmpty: Bool {
        isEmptyContainer || isNull || self == "" || self == false || self == 0
    }
}

extension ResourceKind {
    /// Whether a field comes back by its default when nobody sets it.
    fileprivate func isDefaulted(_ path: Path) -> Bool {
        isCustom && (path.parent == ["spec"] || path.components.count > 2)
    }

    /// The annotations that the kind itself gives its objects.
    fileprivate func ownAnnotations(of object: Value) -> Value? {
        let own = (object["metadata"]?["annotations"]?.object ?? [:]).filter {
            $0.key.hasPrefix("deprecated.daemonset")
        }
        return own.isEmpty ? nil : .object(own)
    }
}
