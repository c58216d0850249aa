import Document

extension Workspace {
    /// Of its document apart from its names. It is taken with each call: few commands of a fleet ask for any.
    package var namelessDigest: Digest { Digest(ofNameless: document, names: [name, id]) }

    /// The same apart from what is still called after another id as well; nil where nothing is.
    package func namelessDigest(whereFormerly id: String) -> Digest? {
        let digest = Digest(ofNameless: document, names: [name, self.id, id])
        return digest == namelessDigest ? nil : digest
    }
}

extension Digest {
    /// Of what the document of a workspace says, apart from its name, its id, and what is called after them (`PAYMENTS_TOKEN`,
    /// `payments.example.com`): the same for a workspace that only got another name.
    init(ofNameless document: Value, names: [String]) {
        var document = document
        document[["metadata", "name"]] = nil
        document[["spec", "id"]] = nil
        let names = Set(names + names.map { String($0.variablePrefix.dropLast()) })
        self.init(of: document.without(names.sorted { ($1.count, $0) < ($0.count, $1) }.map { Array($0.utf8) }))
    }
}

extension Value {
    /// The same with the names cut out of all texts, where they stand as words.
    fileprivate func without(_ names: [[UInt8]]) -> Value {
        switch self {
        case .string(let text):
            let bytes = Array(text.utf8)
            return names.contains { bytes.position(ofWord: $0) != nil }
                ? .string(String(decoding: bytes.without(names), as: UTF8.self)) : self
        case .array(let items): return .array(items.map { $0.without(names) })
        case .object(let object): return .object(Object(object.map { ($0, $1.without(names)) }))
        default: return self
        }
    }
}

extension [UInt8] {
    fileprivate func without(_ words: [[UInt8]]) -> [UInt8] {
        var rest = self
        for word in words {
            while let start = rest.position(ofWord: word) {
                // What cannot stand in a name marks the place, so that different texts stay different.
                rest.replaceSubrange(start..<start + word.count, with: [0])
            }
        }
        return rest
    }

    /// Where a word stands that no letter or digit is joined to.
    fileprivate func position(ofWord word: [UInt8]) -> Int? {
        guard let first = word.first, count >= word.count else { return nil }
        return (0...count - word.count).first { start in
            self[start] == first && self[start..<start + word.count].elementsEqual(word)
                && (start == 0 || !self[start - 1].isAlphanumeric)
                && (start + word.count == count || !self[start + word.count].isAlphanumeric)
        }
    }
}

extension UInt8 {
    fileprivate var isAlphanumeric: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
