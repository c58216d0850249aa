import Document
import Resources

/// A file given to `berth apply` is not a plan that it can carry out.
package struct PlanFileError: Error, Sendable, CustomStringConvertible {
    package var reason: String
    /// Whether another version of Berth wrote it: it may be a good plan, and a new one has to be made all the same.
    package var isOfOtherVersion: Bool

    package init(reason: String, isOfOtherVersion: Bool = false) {
        self.reason = reason
        self.isOfOtherVersion = isOfOtherVersion
    }

    package var description: String {
        "this is not a plan that berth can apply: \(reason); make a new one with `berth plan --out`"
    }
}

extension Plan {
    private static let format = "berth.dev/plan"
    private static let version: Int64 = 3

    /// The bytes of a plan file: JSON, a step a line. It carries its own digest, so that one that was edited or cut is known.
    package var file: [UInt8] {
        let content = content
        return Self.fileStart + "\(Digest(of: content))\",".utf8 + content.dropFirst()
    }

    /// How every plan file begins, of whatever version.
    private static let fileStart = Array("{\"digest\":\"".utf8)

    /// Whether a file is a plan, of whatever version, by its first bytes: 64 KiB are enough.
    package static func isFile(startingWith bytes: [UInt8]) -> Bool {
        bytes.starts(with: fileStart) && bytes.contains("\"format\":\"\(format)\"".utf8)
    }

    /// The digest of the plan's file: what its single use is recorded by. It is taken from the whole plan with each call: keep
    /// it where it is asked for often.
    package var digest: Digest { Digest(of: content) }

    /// A plan file without its digest: an object of canonical members, the steps behind them. It is put together from the text
    /// of each step, since as one tree it would be many times as large.
    private var content: [UInt8] {
        let texts = steps.concurrentlyMapped { $0.value.json(.canonical) }
        var result = head.json(.canonical)
        result.removeLast()
        result.reserveCapacity(result.count + texts.reduce(0) { $0 + $1.count + 2 } + 20)
        result.append(contentsOf: ",\"steps\":[".utf8)
        for (index, text) in texts.enumerated() {
            result.append(contentsOf: index == 0 ? "\n".utf8 : ",\n".utf8)
            result.append(contentsOf: text)
        }
        result.append(contentsOf: "]}\n".utf8)
        return result
    }

    /// Reads a plan file.
    package init(file: [UInt8]) throws(PlanFileError) {
        do {
            let reader = FieldReader(try Value(json: file))
            guard try reader.string("format") == Self.format else {
                throw PlanFileError(reason: "it is some other file")
            }
            let version = try reader.required("version", "a number", \.integer)
            guard version == Self.version else {
                throw PlanFileError(
                    reason:
                        "another version of berth wrote it: its format has version \(version), and this berth knows "
                        + "version \(Self.version)", isOfOtherVersion: true)
            }
            try self.init(reader)
            guard try reader.string("digest") == digest.description else {
                throw PlanFileError(reason: "it was changed after it was made")
            }
        } catch let error as PlanFileError {
            throw error
        } catch {
            throw PlanFileError(reason: "\(error)")
        }
    }

    /// All but the steps.
    private var head: Value {
        var result: Value = [
            "format": .string(Self.format), "version": .integer(Self.version), "estate": .string(estate),
            "purpose": .string(purpose.rawValue), "groups": .array(groups.map(\.value)),
            "unreachable": .array(unreachable.map(\.value)), "problems": .array(problems.map(\.value)),
            "remarks": .array(remarks.map(Value.string)),
            "owned": .integer(Int64(owned)),
            "consents": .array(consents.map(\.rawValue).sorted().map(Value.string)),
            "outputs": .array(
                outputs.sorted { $0.key.description < $1.key.description }.map { reference, value in
                    [
                        "address": .string(reference.address.description), "output": .string(reference.output),
                        "value": value,
                    ]
                }),
        ]
        result["state"] = stateRevision.map(Value.string)
        result["part"] = part?.value
        if !replacements.isEmpty {
            result["replacements"] = .array(replacements.sorted().map { .string($0.description) })
        }
        result["imported"] = imported?.value
        if !doubts.isEmpty { result["doubts"] = .array(doubts.map(\.value)) }
        if !leftovers.isEmpty { result["leftovers"] = leftovers.value }
        if !waves.isEmpty { result["waves"] = .array(waves.map(\.value)) }
        result["rollback"] = rollback?.value
        if isOfDrift { result["drift"] = true }
        result["base"] = base?.value
        if !rotations.isEmpty { result["rotations"] = .array(rotations.map(\.value)) }
        return result
    }

    private init(_ reader: FieldReader) throws {
        self.init(
            estate: try reader.string("estate"),
            purpose: try reader.required("purpose", "apply or destroy") { $0.string.flatMap(Purpose.init(rawValue:)) },
            steps: try reader.items("steps").map(Step.init), groups: try reader.items("groups").map(Group.init),
            unreachable: try reader.items("unreachable").map(Unreachable.init),
            problems: try reader.items("problems").map(Problem.init),
            remarks: try reader.items("remarks").map { try $0.text() },
            consents: Set(
                try reader.items("consents").map { item in
                    guard let consent = Consent(rawValue: try item.text()) else {
                        throw FieldReader.Failure(path: item.path, expected: "a consent")
                    }
                    return consent
                }),
            rotations: try reader.items("rotations").map { try Rotation($0) },
            outputs: try Self.outputs(reader), owned: Int(try reader.required("owned", "a number", \.integer)))
        replacements = Set(try reader.items("replacements").map { try $0.address() })
        imported = try reader.has("imported") ? Import(reader.member("imported")) : nil
        stateRevision = try reader.optionalString("state")
        doubts = try reader.items("doubts").map(Doubt.init)
        part = try reader.has("part") ? Part(reader.member("part")) : nil
        base = try reader.has("base") ? Base(reader.member("base")) : nil
        if reader.has("leftovers") { leftovers = try Leftovers(reader.member("leftovers")) }
        waves = try reader.items("waves").map(Wave.init)
        rollback = try reader.has("rollback") ? Rollback(reader.member("rollback")) : nil
        isOfDrift = reader.has("drift")
    }

    private static func outputs(_ reader: FieldReader) throws -> [Reference: Value] {
        var outputs: [Reference: Value] = [:]
        for item in try reader.items("outputs") {
            let address = try item.required("address", "an address") { $0.string.flatMap { ResourceAddress($0) } }
            outputs[Reference(address, try item.string("output"))] = try item.required("value", "a value") { $0 }
        }
        return outputs
    }
}

extension Plan.Unreachable {
    fileprivate var value: Value {
        var result: Value = ["place": .string(place.text), "reason": .string(reason)]
        result["kind"] = kind.map { .string($0.text) }
        result["hint"] = hint.map(Value.string)
        return result
    }

    fileprivate init(_ reader: FieldReader) throws {
        self.init(
            place: try reader.required("place", "a place") { $0.string.flatMap { Place($0) } },
            kind: try reader.optional("kind", "a kind") { $0.string.flatMap { ItemKind(text: $0) } },
            reason: try reader.string("reason"), hint: try reader.optionalString("hint"))
    }
}

extension Plan.Group {
    fileprivate var value: Value {
        var result: Value = [
            "name": .string(name), "protected": .bool(isProtected), "recorded": .bool(isRecorded),
        ]
        result["cluster"] = cluster.map(Value.string)
        result["namespace"] = namespace.map(Value.string)
        result["epoch"] = epoch.map(Value.integer)
        result["specification"] = specification.map { .string($0.description) }
        if !vanished.isEmpty { result["vanished"] = .array(vanished.map(\.value)) }
        result["sharedKinds"] = sharedKinds.map { .array($0.sorted().map { .string($0.text) }) }
        if isTakenAway { result["takenAway"] = true }
        return result
    }

    fileprivate init(_ reader: FieldReader) throws {
        self.init(
            name: try reader.string("name"), cluster: try reader.optionalString("cluster"),
            namespace: try reader.optionalString("namespace"),
            epoch: try reader.optional("epoch", "a number", \.integer),
            isProtected: try reader.required("protected", "true or false", \.bool),
            isRecorded: try reader.required("recorded", "true or false", \.bool),
            specification: try reader.optional("specification", "a digest") { $0.string.flatMap { Digest($0) } },
            vanished: try reader.items("vanished").map { try $0.key() },
            sharedKinds: try reader.optional("sharedKinds", "a list of kinds") { $0.array.map(Self.kinds) ?? nil })
        isTakenAway = try reader.optional("takenAway", "true or false", \.bool) ?? false
    }
}

extension Plan.Group {
    /// Nil where one of the texts names no kind.
    private static func kinds(_ texts: [Value]) -> Set<ItemKind>? {
        let kinds = texts.compactMap { $0.string.flatMap { ItemKind(text: $0) } }
        return kinds.count == texts.count ? Set(kinds) : nil
    }
}

extension Plan.Problem {
    fileprivate var value: Value {
        var result: Value = ["kind": .string(kind.rawValue), "message": .string(message)]
        result["address"] = address.map { .string($0.description) }
        result["item"] = item?.value
        result["hint"] = hint.map(Value.string)
        result["detail"] = detail.map(Value.string)
        return result
    }

    fileprivate init(_ reader: FieldReader) throws {
        self.init(
            kind: try reader.required("kind", "a kind of problem") { $0.string.flatMap(Kind.init(rawValue:)) },
            address: try reader.optional("address", "an address") { $0.string.flatMap { ResourceAddress($0) } },
            item: try reader.optional("item", "an item") { ItemKey($0) }, message: try reader.string("message"),
            hint: try reader.optionalString("hint"))
        detail = try reader.optionalString("detail")
    }
}
