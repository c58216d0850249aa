import Document
import Files
import Resources
import YAML

/// Looks into packed charts, also into those that lie in the `charts/` of others.
package enum PackedChart {
    /// Why an archive is no chart.
    package struct Failure: Error, CustomStringConvertible {
        package var description: String
    }

    /// The files of a `.tgz`, by their paths in the chart; at most as many bytes as a chart may have.
    package static func files(of archive: [UInt8]) throws(Failure) -> [String: [UInt8]] {
        try files(of: archive, limit: ChartLoader.largest)
    }

    static func files(of archive: [UInt8], limit: Int) throws(Failure) -> [String: [UInt8]] {
        let files: [String: [UInt8]]
        do {
            files = try TarArchive(try Gzip.unpacked(archive, limit: limit)).files
        } catch let error as Gzip.Failure {
            switch error {
            case .damaged: throw Failure(description: "it is no gzip, or damaged")
            case .tooLarge(let limit): throw Failure(description: "it unpacks to more than \(limit >> 20) MiB")
            }
        } catch let error as TarArchive.Failure {
            switch error {
            case .damaged: throw Failure(description: "it is no tar archive, or damaged")
            case .leavesFolder(let name): throw Failure(description: "`\(name)` leads out of its folder")
            case .notRegular(let name): throw Failure(description: "`\(name)` is a link or no file")
            case .twice(let name): throw Failure(description: "it holds `\(name)` twice")
            }
        } catch {
            throw Failure(description: "\(error)")
        }
        let tops = Set(files.keys.map { $0.prefix { $0 != "/" } })
        guard tops.count == 1, files.keys.allSatisfy({ $0.contains("/") }) else {
            throw Failure(description: "its files do not lie in one folder")
        }
        return Dictionary(files.map { (String($0.key.drop { $0 != "/" }.dropFirst()), $0.value) }) { first, _ in first }
    }

    /// What the definitions of a chart make, and the groups that those among its templates seem to.
    package static func definitions(
        in files: [String: [UInt8]], depth: Int = 0
    ) -> (kinds: [KindVersion], templatedGroups: Set<String>) {
        var kinds: [KindVersion] = []
        var groups: Set<String> = []
        for (path, bytes) in files.sorted(by: { $0.key < $1.key }) {
            let folders = path.split(separator: "/").dropLast()
            if path.hasSuffix(".tgz"), folders.last == "charts", depth < 8,
                let inner = try? self.files(of: bytes)
            {
                // One that cannot be read helm refuses by its name.
                let found = definitions(in: inner, depth: depth + 1)
                kinds += found.kinds
                groups.formUnion(found.templatedGroups)
            } else if folders.contains("crds"), [".yaml", ".yml", ".json"].contains(where: path.hasSuffix) {
                let documents =
                    (try? YAML.parse(bytes, file: path, limits: YAMLLimits(bytes: ChartLoader.largestFile))) ?? []
                kinds += documents.flatMap { KindVersion.all(in: $0.value) }
            } else if folders.contains("templates") {
                groups.formUnion(groupsDefined(in: String(decoding: bytes, as: UTF8.self)))
            }
        }
        return (kinds, groups)
    }

    private static func groupsDefined(in template: String) -> [String] {
        guard template.contains("CustomResourceDefinition") else { return [] }
        return template.matches(of: /(?m)^\s+group:\s*"?([a-z0-9][a-z0-9.-]*)"?\s*$/).map { String($0.1) }
    }
}
