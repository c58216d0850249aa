import Diagnostics
import Document
import YAML

/// What was read of the catalog.
struct LoadedCatalog {
    var applications: [Application]
    /// The folders of applications (`web`) and revisions (`web/1.10`) with faults: that a name refers to none of the
    /// others may be due to these.
    var unreadable: Set<String> = []
}

/// Reads the catalog: a folder for each application, in it a folder for each revision.
struct CatalogLoader {
    let reader: DocumentReader
    let folder: String
    private var unreadable: Set<String> = []

    init(reader: DocumentReader, folder: String) {
        self.reader = reader
        self.folder = folder
    }

    mutating func load() -> LoadedCatalog {
        var applications: [Application] = []
        for name in reader.folders(in: folder) {
            if let application = application(named: name) {
                applications.append(application)
            } else {
                unreadable.insert(name)
            }
        }
        return LoadedCatalog(applications: applications, unreadable: unreadable)
    }

    private mutating func application(named name: String) -> Application? {
        let folder = "\(folder)/\(name)"
        guard let document = reader.onlyDocument(of: "\(folder)/application.yaml", .application),
            var application = Application.schema.read(Node(document, findings: reader.findings))
        else { return nil }
        application.digest = Digest(of: document.value)
        if application.name != name {
            reader.findings.report(
                "the application is called `\(application.name)` and its folder `\(name)`",
                at: document.marks.location(of: ["metadata", "name"]), notes: "give both the same name")
        }
        // The folder's name is what other files are likely to mean.
        application.name = name
        for revision in reader.folders(in: folder) {
            if let loaded = self.revision(named: revision, of: name, in: "\(folder)/\(revision)") {
                application.revisions.append(loaded)
            } else {
                unreadable.insert("\(name)/\(revision)")
            }
        }
        return application
    }

    private func revision(named name: String, of application: String, in folder: String) -> ApplicationRevision? {
        guard let document = reader.onlyDocument(of: "\(folder)/revision.yaml", .applicationRevision),
            let file = ApplicationRevision.schema.read(Node(document, findings: reader.findings))
        else { return nil }
        let faults = reader.findings.collector.diagnostics.count
        if file.revision != name {
            reader.findings.report(
                "the revision is called `\(file.revision)` and its folder `\(name)`",
                at: document.marks.location(of: ["metadata", "name"]), notes: "give both the same name")
        }
        var manifests: [TemplateDocument] = []
        var chart: Chart?
        var chartPath: String?
        if let helm = file.helm {
            let location = document.marks.location(of: ["spec", "helm", "chart"])
            if let relative = helm.chart.containedPath, !relative.isEmpty {
                chartPath = "\(folder)/\(relative)"
                chart = ChartLoader(reader: reader).chart(at: "\(folder)/\(relative)", declaredAt: location)
            } else {
                reportLeaving(helm.chart, folder, location)
            }
        }
        for (index, path) in file.manifests.enumerated() {
            let location = document.marks.location(
                of: Path([.key("spec"), .key("manifests"), .index(index)]))
            manifests += self.manifests(at: path, in: folder, location)
        }
        if manifests.isEmpty, file.helm == nil, reader.findings.collector.diagnostics.count == faults {
            reader.findings.report(
                "the revision has no manifests", at: document.marks.location(of: ["spec", "manifests"]),
                notes: "put them into \(reader.source.displayName(of: folder))/manifests")
        }
        return ApplicationRevision(
            application: application, revision: name, defaults: file.defaults, valuesSchema: file.valuesSchema,
            manifests: manifests, helm: file.helm, chart: chart, folder: reader.source.displayName(of: folder),
            digest: digest(of: folder, chart, at: chartPath), marks: document.marks)
    }

    /// The documents of a file, or of the files of a folder, that a revision names.
    private func manifests(at path: String, in folder: String, _ location: SourceLocation) -> [TemplateDocument] {
        guard let relative = path.containedPath else {
            reportLeaving(path, folder, location)
            return []
        }
        let place = relative.isEmpty ? folder : "\(folder)/\(relative)"
        let parent = place.split(separator: "/").dropLast().joined(separator: "/")
        let name = place.split(separator: "/").last.map(String.init) ?? ""
        guard let entry = reader.entries(of: parent).first(where: { $0.name == name }) else {
            reader.findings.report(
                "there is no file or folder `\(path)`", at: location,
                notes: "it was looked for at \(reader.source.displayName(of: place))")
            return []
        }
        let files = entry.kind == .folder ? reader.files(in: place) : [place]
        return files.filter { !$0.hasSuffix("/revision.yaml") }.flatMap(reader.documents).map {
            TemplateDocument(file: $0.marks.file, value: $0.value, marks: $0.marks)
        }
    }

    private func reportLeaving(_ path: String, _ folder: String, _ location: SourceLocation) {
        reader.findings.report(
            "the path `\(path)` leaves the folder of the revision", at: location,
            notes: "name files and folders below \(reader.source.displayName(of: folder))")
    }

    /// The digest of the names and bytes of all files below a folder; hidden files count in charts only, which may read them.
    private func digest(of folder: String, _ chart: Chart?, at chartPath: String?) -> Digest {
        var files = Object()
        collect(folder, as: "", except: chartPath, into: &files)
        if let chart { files["chart"] = .string(chart.digest.description) }
        return Digest(of: .object(files))
    }

    private func collect(_ folder: String, as prefix: String, except chart: String?, into files: inout Object) {
        for entry in reader.entries(of: folder) {
            let path = "\(folder)/\(entry.name)"
            if path == chart { continue }
            if entry.kind == .folder {
                collect(path, as: "\(prefix)\(entry.name)/", except: chart, into: &files)
            } else if let bytes = reader.contents(of: path) {
                files[prefix + entry.name] = .string(Digest(of: bytes).description)
            }
        }
    }
}

extension String {
    /// A relative path without `.` in it; nil where it leads out of the folder that it counts from.
    fileprivate var containedPath: String? {
        let parts = split(separator: "/").filter { $0 != "." }
        return hasPrefix("/") || hasPrefix("~") || parts.contains("..") ? nil : parts.joined(separator: "/")
    }
}
