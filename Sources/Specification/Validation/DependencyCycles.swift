/// The circles among the dependencies of applications.
struct DependencyCycles {
    private enum Visit { case open, done }

    /// Each circle once, beginning with its first application by name.
    private(set) var all: [[Application]] = []
    private let catalog: [String: Application]
    private var visits: [String: Visit] = [:]
    private var way: [Application] = []

    init(_ catalog: [Application]) {
        self.catalog = Dictionary(catalog.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        for application in catalog.sorted(by: { $0.name < $1.name }) { visit(application) }
    }

    private mutating func visit(_ application: Application) {
        switch visits[application.name] {
        case .done: return
        case .open:
            if let start = way.firstIndex(where: { $0.name == application.name }) {
                all.append(Array(way[start...]))
            }
        case nil:
            visits[application.name] = .open
            way.append(application)
            for name in application.dependsOn {
                if let dependency = catalog[name] { visit(dependency) }
            }
            way.removeLast()
            visits[application.name] = .done
        }
    }
}
