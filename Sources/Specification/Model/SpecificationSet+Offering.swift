import Diagnostics

extension SpecificationSet {
    /// The specification in which one workspace gets an application in a revision (nil: the one it gets now, or the active
    /// one), whether it asks for it or not; the values that it gives stay.
    package func offering(_ name: String, revision: String?, to id: String) -> SpecificationSet {
        var set = self
        for index in set.catalog.indices where set.catalog[index].name == name && revision != nil {
            set.catalog[index].activeRevision = revision ?? ""
        }
        for index in set.workspaces.indices where set.workspaces[index].id == id {
            set.workspaces[index].exclude.removeAll { $0 == name }
            if let position = set.workspaces[index].applications.firstIndex(where: { $0.name == name }) {
                if let revision { set.workspaces[index].applications[position].revision = revision }
            } else if let application = application(named: name), !application.isBrought(to: set.workspaces[index]) {
                set.workspaces[index].applications.append(
                    Workspace.ApplicationRequest(name: name, declaredAt: application.marks.location(of: .root)))
            }
        }
        return set
    }
}
