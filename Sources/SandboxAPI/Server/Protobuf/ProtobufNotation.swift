/// A notation for the messages of built-in kinds:
///
///     ServicePort: name protocol port:int targetPort:intOrString nodePort:int appProtocol:string?
///     OwnerReference: kind @3 name uid apiVersion controller:bool?
///     Probe: +handler:ProbeHandler initialDelaySeconds:int
///
/// An unindented line opens a message, indented ones continue it. Fields stand in the order of their numbers, which
/// begin with 1; `@3` numbers the next one. A field without a type is `string`. Types are `string`, `int`, `bool`,
/// `bytes`, `quantity`, `time`, `microTime`, `intOrString`, `raw` (embedded JSON), the name of a message, `[T]`, `{T}`
/// (a map from text), and `{[string]}`, whose values are messages that hold nothing but texts. `?` marks a pointer,
/// whose zero is meant; other zeros are what Go writes of fields that are not set. The members of a field marked `+`
/// belong to the object around it.
struct ProtobufNotation {
    indirect enum FieldType: Hashable, Sendable {
        case string, int, bool, bytes, quantity, time, microTime, intOrString, raw
        case message(String)
        case list(FieldType)
        case map(FieldType)

        init(_ text: Substring) {
            let inner = text.dropFirst().dropLast()
            self =
                switch text {
                case "string": .string
                case "int": .int
                case "bool": .bool
                case "bytes": .bytes
                case "quantity": .quantity
                case "time": .time
                case "microTime": .microTime
                case "intOrString": .intOrString
                case "raw": .raw
                case _ where text.hasPrefix("["): .list(FieldType(inner))
                case _ where text.hasPrefix("{"): .map(FieldType(inner))
                default: .message(String(text))
                }
        }
    }

    struct Field: Sendable {
        var name: String
        var type: FieldType
        var isPointer: Bool
        var isInline: Bool
    }

    /// The fields of each message by their numbers.
    private(set) var messages: [String: [Int: Field]] = [:]

    init(_ texts: [String]) {
        for text in texts {
            var current = ""
            var number = 1
            for line in text.split(separator: "\n") {
                var words = line.split(separator: " ")[...]
                if !line.hasPrefix(" "), let name = words.popFirst()?.dropLast() {
                    current = String(name)
                    number = 1
                }
                for word in words {
                    if let jump = word.first == "@" ? Int(word.dropFirst()) : nil {
                        number = jump
                    } else {
                        messages[current, default: [:]][number] = Self.field(word)
                        number += 1
                    }
                }
            }
        }
    }

    private static func field(_ word: Substring) -> Field {
        let parts = word.split(separator: ":")
        var type = parts.count > 1 ? parts[1] : "string"
        let isPointer = type.last == "?"
        if isPointer { type = type.dropLast() }
        let isInline = word.first == "+"
        return Field(
            name: String(isInline ? parts[0].dropFirst() : parts[0]), type: FieldType(type), isPointer: isPointer,
            isInline: isInline)
    }
}
