/// The regular files of a tar archive (POSIX ustar, with the long names of GNU and pax), in memory.
///
/// Nothing of it is written anywhere by reading it. Entries that could reach out of the folder they are unpacked into make
/// the whole archive unusable: absolute paths, `..`, links, devices.
package struct TarArchive: Sendable {
    /// Why an archive cannot be used.
    package enum Failure: Error, Sendable, Hashable {
        case damaged
        /// An entry leads out of the folder that the archive is unpacked into.
        case leavesFolder(String)
        /// An entry is a link, a device or something else that is neither a file nor a folder.
        case notRegular(String)
        case twice(String)
    }

    /// The bytes of each file, by its path without `.` in it.
    package private(set) var files: [String: [UInt8]] = [:]

    private static let block = 512

    package init(_ bytes: [UInt8]) throws(Failure) {
        var rest = bytes[...]
        var longName: String?
        while rest.count >= Self.block {
            let header = Array(rest.prefix(Self.block))
            if header.allSatisfy({ $0 == 0 }) { return }
            guard let size = Self.number(header[124..<136]), size >= 0 else { throw .damaged }
            rest = rest.dropFirst(Self.block)
            guard rest.count >= size else { throw .damaged }
            let content = rest.prefix(size)
            rest = rest.dropFirst((size + Self.block - 1) / Self.block * Self.block)
            let name = longName ?? Self.name(in: header)
            longName = nil
            switch header[156] {
            case UInt8(ascii: "L"): longName = Self.text(content)
            case UInt8(ascii: "x"): longName = Self.path(inPax: content)
            case UInt8(ascii: "g"), UInt8(ascii: "5"): continue
            case UInt8(ascii: "0"), 0:
                guard let path = Self.contained(name) else { throw .leavesFolder(name) }
                guard files.updateValue(Array(content), forKey: path) == nil else { throw .twice(path) }
            default: throw .notRegular(name)
            }
        }
    }

    private static func name(in header: [UInt8]) -> String {
        let prefix = header[257..<262].elementsEqual("ustar".utf8) ? text(header[345..<500]) : ""
        let name = text(header[0..<100])
        return prefix.isEmpty ? name : "\(prefix)/\(name)"
    }

    private static func text(_ field: some Sequence<UInt8>) -> String {
        String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
    }

    /// An octal number; nil where it is none, or one that no sound archive has.
    private static func number(_ field: ArraySlice<UInt8>) -> Int? {
        let digits = text(field).filter { $0 != " " }
        return digits.isEmpty ? 0 : Int(digits, radix: 8)
    }

    /// The path that an extended header gives: records of `<length> <key>=<value>\n`.
    private static func path(inPax bytes: some Sequence<UInt8>) -> String? {
        var rest = Array(bytes)[...]
        while let space = rest.firstIndex(of: UInt8(ascii: " ")), let length = Int(text(rest[..<space])),
            length > space - rest.startIndex + 1, length <= rest.count
        {
            let record = String(decoding: rest[(space + 1)..<(rest.startIndex + length)].dropLast(), as: UTF8.self)
            if record.hasPrefix("path=") { return String(record.dropFirst("path=".count)) }
            rest = rest.dropFirst(length)
        }
        return nil
    }

    private static func contained(_ name: String) -> String? {
        let parts = name.split(separator: "/").filter { $0 != "." }
        return name.hasPrefix("/") || parts.isEmpty || parts.contains("..") || name.contains("\\")
            ? nil : parts.joined(separator: "/")
    }
}
