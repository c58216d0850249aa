import ArgumentParser
import Document
import Specification

struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version", abstract: "Shows the version of berth and of its file format.")

    @Flag(name: .customLong("json"), help: "As JSON.")
    var isJSON = false

    func run() throws {
        if isJSON {
            let value: Value = [
                "version": .string(Version.current), "apiVersion": .string(SpecificationKind.apiVersion),
            ]
            try StandardStreams.print(String(decoding: value.json(.pretty), as: UTF8.self), as: .json)
        } else {
            try StandardStreams.print("berth \(Version.current) (\(SpecificationKind.apiVersion))\n")
        }
    }
}
