import Document
import Resources

/// A file that is given to `berth apply` is no plan it can carry out.
package struct PlanFileError: Error, Sendable, CustomStringConvertible {
    package var reason: String

    package var description: String {
        "this is no plan berth can apply: \(reason); make a new one with `berth plan --out`"
    }
}

extension Plan {
    private static let format = "berth.dev/plan"
    private static let version: Int64 = 1

    /// The bytes of a plan file.
    package var file: [UInt8] { value.json(.pretty) }

    /// Reads a plan file.
    package init(file: [UInt8]) throws(PlanFileError) {
        do {
            let reader = FieldReader(try Value(json: file))
            guard try reader.string("format") == Self.format else {
                throw PlanFileError(reason: "it is some other file")
            }
            guard try reader.required("version", "a number", \.integer) == Self.version else {
                throw PlanFileError(reason: "another version of berth wrote it")
            }
            try self.init(reader)
        } catch let error as PlanFileError {
            throw error
        } catch {
            throw PlanFileError(reason: "\(error)")
        }
    }

    package var value: Value {
        [
            "format": .string(Self.format), "version": .integer(Self.version), "estate": .string(estate),
            "purpose": .string(purpose.rawValue), "groups": .array(groups.map(\.value)),
            "steps": .array(steps.map(\.value)),
            "unreachable": .array(
                unreachable.map { ["place": .string($0.place.text), "reason": .string($0.reason)] }),
            "problems": .array(problems.map(\.value)), "remarks": .array(remarks.map(Value.string)),
        ]
    }

    private init(_ reader: FieldReader) throws {
        self.init(
            estate: try reader.string("estate"),
            purpose: try reader.required("purpose", "apply or destroy") { $0.string.flatMap(Purpose.init(rawValue:)) },
            steps: try reader.items("steps").map(Step.init), groups: try reader.items("groups").map(Group.init),
            unreachable: try reader.items("unreachable").map { item in
                Unreachable(
                    place: try item.required("place", "a place") { $0.string.flatMap { Place($0) } },
                    reason: try item.string("reason"))
            },
            problems: try reader.items("problems").map(Problem.init),
            remarks: (reader.value["remarks"]?.array ?? []).compactMap(\.string))
    }
}

extension Plan.Group {
    fileprivate var value: Value {
        var result: Value = ["name": .string(name), "protected": .bool(isProtected)]
        result["cluster"] = cluster.map(Value.string)
        result["namespace"] = namespace.map(Value.string)
        result["epoch"] = epoch.map(Value.integer)
        return result
    }

    fileprivate init(_ reader: FieldReader) throws {
        self.init(
            name: try reader.string("name"), cluster: try reader.optionalString("cluster"),
            namespace: try reader.optionalString("namespace"),
            epoch: try reader.optional("epoch", "a number", \.integer),
            isProtected: try reader.required("protected", "true or false", \.bool))
    }
}

extension Plan.Problem {
    fileprivate var value: Value {
        var result: Value = ["kind": .string(kind.rawValue), "message": .string(message)]
        result["address"] = address.map { .string($0.description) }
        result["item"] = item?.value
        result["hint"] = hint.map(Value.string)
        return result
    }

    fileprivate init(_ reader: FieldReader) throws {
        self.init(
            kind: try reader.required("kind", "a kind of problem") { $0.string.flatMap(Kind.init(rawValue:)) },
            address: try reader.optional("address", "an address") { $0.string.flatMap { ResourceAddress($0) } },
            item: try reader.optional("item", "an item") { ItemKey($0) }, message: try reader.string("message"),
            hint: try reader.optionalString("hint"))
    }
}
