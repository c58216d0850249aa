import CYAML
import Diagnostics

/// What libyaml reports next, copied out of its memory.
struct Event {
    enum Kind {
        case streamEnd
        case documentStart
        case documentEnd
        case alias
        /// A scalar and whether it stands without quotation marks, which lets it mean something else than a string.
        case scalar(text: String, isPlain: Bool)
        case sequenceStart
        case sequenceEnd
        case mappingStart
        case mappingEnd
        /// The start of the stream, which carries nothing.
        case other
    }

    var kind: Kind
    var position: Position
    /// The name behind `&`, or for an alias behind `*`.
    var anchor: String?
    var tag: String?
}

/// Owns a libyaml parser, which keeps its own address and the text it reads: both live on the heap until the end.
struct EventReader: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let text: UnsafeMutableBufferPointer<UInt8>
    private let bytes: [UInt8]
    private let file: String

    init(_ bytes: [UInt8], file: String) throws(DiagnosticsError) {
        // libyaml asserts on NULL, which an empty buffer may be.
        text = .allocate(capacity: max(bytes.count, 1))
        _ = text.initialize(from: bytes)
        parser = .allocate(capacity: 1)
        self.bytes = bytes
        self.file = file
        guard yaml_parser_initialize(parser) == 1 else {
            text.deallocate()
            parser.deallocate()
            throw DiagnosticsError([.error("no memory to read the file", at: SourceLocation(file: file))])
        }
        // The encoding is left for libyaml to find: so it skips a byte order mark.
        yaml_parser_set_input_string(parser, text.baseAddress, bytes.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        text.deallocate()
    }

    /// The next event; broken syntax is thrown with libyaml's reason in plain words.
    mutating func next() throws(DiagnosticsError) -> Event {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else {
            throw DiagnosticsError([SyntaxProblem(parser: parser, bytes: bytes, file: file).diagnostic])
        }
        defer { yaml_event_delete(&event) }
        return Event(event)
    }
}

extension Event {
    fileprivate init(_ event: yaml_event_t) {
        let position = Position(event.start_mark)
        switch event.type {
        case YAML_STREAM_END_EVENT: self.init(kind: .streamEnd, position: position)
        case YAML_DOCUMENT_START_EVENT: self.init(kind: .documentStart, position: position)
        case YAML_DOCUMENT_END_EVENT: self.init(kind: .documentEnd, position: position)
        case YAML_SEQUENCE_END_EVENT: self.init(kind: .sequenceEnd, position: position)
        case YAML_MAPPING_END_EVENT: self.init(kind: .mappingEnd, position: position)
        case YAML_ALIAS_EVENT:
            self.init(kind: .alias, position: position, anchor: String(yaml: event.data.alias.anchor))
        case YAML_SEQUENCE_START_EVENT:
            let start = event.data.sequence_start
            self.init(
                kind: .sequenceStart, position: position, anchor: String(yaml: start.anchor),
                tag: String(yaml: start.tag))
        case YAML_MAPPING_START_EVENT:
            let start = event.data.mapping_start
            self.init(
                kind: .mappingStart, position: position, anchor: String(yaml: start.anchor),
                tag: String(yaml: start.tag))
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
            self.init(
                kind: .scalar(text: text, isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE), position: position,
                anchor: String(yaml: scalar.anchor), tag: String(yaml: scalar.tag))
        default: self.init(kind: .other, position: position)
        }
    }
}

extension Position {
    init(_ mark: yaml_mark_t) {
        self.init(line: Int32(clamping: mark.line) + 1, column: Int32(clamping: mark.column) + 1)
    }
}

extension String {
    fileprivate init?(yaml text: UnsafePointer<UInt8>?) {
        guard let text else { return nil }
        self.init(cString: text)
    }
}
