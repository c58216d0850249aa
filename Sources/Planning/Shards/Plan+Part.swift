import Document
import Resources
import Specification

extension Plan {
    /// Which part of an estate a plan of one shard is, and what the plans of the other shards must agree with it on.
    package struct Part: Sendable, Hashable {
        package var shard: Shard
        /// Of the whole specification: shards of one fleet are planned from the same.
        package var specification: Digest
        /// What the estate allows one plan; merged plans are held against it as one.
        package var limits: Specification.Guards
        /// What was asked for beside the files, in words (`--prune`, `--exclude payments`): the same in all shards.
        package var options: [String]
        /// Whether the state at the remote could not be read, so that what it rests on may be old.
        package var hasOldState: Bool

        package init(
            shard: Shard, specification: Digest, limits: Specification.Guards = Specification.Guards(),
            options: [String] = [], hasOldState: Bool = false
        ) {
            self.shard = shard
            self.specification = specification
            self.limits = limits
            self.options = options
            self.hasOldState = hasOldState
        }

        /// What a reader of the plan is told.
        package var remark: String {
            "this plan is a part: shard \(shard) of the estate; guards on numbers of objects count what is in it"
        }
    }

    /// Whether another shard makes, locks and records a group, and this plan only waits for it: what a cluster shares.
    package func isElsewhere(_ group: String) -> Bool { part.map { !$0.shard.contains(group) } ?? false }
}

extension Plan.Part {
    /// The part as plan files keep it.
    var value: Value {
        [
            "shard": .string(shard.description), "specification": .string(specification.description),
            "maxDeletes": .integer(Int64(limits.maxDeletes)), "maxReplaces": .integer(Int64(limits.maxReplaces)),
            "maxDeletedFraction": .string("\(limits.maxDeletedFraction)"), "oldState": .bool(hasOldState),
            "options": .array(options.map(Value.string)),
        ]
    }

    /// Reads what `value` writes.
    init(_ reader: FieldReader) throws {
        func number(_ key: String) throws -> Int {
            try reader.required(key, "a number") { $0.integer.flatMap { Int(exactly: $0) } }
        }
        self.init(
            shard: try reader.required("shard", "a shard such as 2/4") { $0.string.flatMap { Shard($0) } },
            specification: try reader.required("specification", "a digest") { $0.string.flatMap { Digest($0) } },
            limits: Specification.Guards(
                maxDeletes: try number("maxDeletes"),
                maxDeletedFraction: try reader.required("maxDeletedFraction", "a fraction") {
                    $0.string.flatMap { Double($0) }.flatMap { (0...1).contains($0) ? $0 : nil }
                }, maxReplaces: try number("maxReplaces")),
            options: try reader.items("options").map { try $0.text() },
            hasOldState: try reader.required("oldState", "true or false", \.bool))
    }
}
