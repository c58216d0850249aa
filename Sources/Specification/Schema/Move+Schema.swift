import Document
import Resources

extension Schema where Output == Workspace.Move {
    /// `{from: application/old, to: application/new}`.
    static var move: Schema<Workspace.Move> {
        .object(
            Field.required("from", .application, "The address it had, without the workspace: `application/old`."),
            Field.required("to", .application, "The address it has now: `application/new`.")
        ) { node, from, to in Workspace.Move(from: from, to: to, declaredAt: node.location) }
    }
}

extension Schema where Output == String {
    /// The name in `application/NAME`.
    fileprivate static var application: Schema<String> {
        Schema<String>.text.map { text, node in
            let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, parts[0] == "application", parts[1].isDNSLabel else {
                node.report(
                    "\(node.name) must be `application/NAME`, not `\(text)`",
                    notes: ["what else a workspace has is named after its id, and cannot be renamed by itself"])
                return nil
            }
            return parts[1]
        }
    }
}
