import Document

/// For whom a stored secret shall be encrypted, and what is new about it. All are public keys, sorted.
package struct RecipientChange: Sendable, Hashable {
    /// Who can open it afterwards.
    package var recipients: [String]
    /// Who could not open it before.
    package var added: [String]
    /// Who can open it no more.
    package var removed: [String]
    /// False where it is not known for whom it was encrypted: nobody is known as added or removed then.
    package var isRecorded: Bool

    /// The change from `old`, nil where that is not known, to `recipients`; nil where nothing changes.
    package init?(from old: [String]?, to recipients: [String]) {
        guard old != recipients else { return nil }
        self.recipients = recipients
        added = old.map { Set(recipients).subtracting($0).sorted() } ?? []
        removed = old.map { Set($0).subtracting(recipients).sorted() } ?? []
        isRecorded = old != nil
    }
}

extension RecipientChange {
    /// The change as plan files keep it.
    package var value: Value {
        [
            "recipients": .array(recipients.map(Value.string)), "added": .array(added.map(Value.string)),
            "removed": .array(removed.map(Value.string)), "recorded": .bool(isRecorded),
        ]
    }

    /// Reads what `value` writes.
    package init(_ reader: FieldReader) throws(FieldReader.Failure) {
        func keys(_ name: String) throws(FieldReader.Failure) -> [String] {
            var keys: [String] = []
            for item in try reader.items(name) {
                guard let key = item.value.string else {
                    throw FieldReader.Failure(path: item.path, expected: "a public key")
                }
                keys.append(key)
            }
            return keys
        }
        recipients = try keys("recipients")
        added = try keys("added")
        removed = try keys("removed")
        isRecorded = try reader.required("recorded", "true or false", \.bool)
    }
}
