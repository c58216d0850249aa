import ArgumentParser
import Resources

struct StateRemoveCommand: AsyncParsableCommand, ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm", abstract: "Makes the state forget a workspace or a resource; touches nothing in the world.",
        discussion: """
            For what is gone for good and cannot be asked any more, as the cluster it was on. Whatever is still there keeps \
            its mark and becomes an orphan where nothing specifies it. Asks; where nobody can be asked it needs --yes. \
            `berth destroy` is what removes a workspace.
            """)

    @OptionGroup var common: CommonOptions

    @Argument(help: "A workspace, cluster/NAME, or the address of a resource, such as payments/application/web.")
    var name: String

    @Flag(help: "Also what is protected.")
    var force = false

    @Flag(name: [.customLong("yes"), .customLong("auto-approve")], help: "Does not ask.")
    var isApproved = false

    func run() async throws {
        let project = try Project(root: common.root, tolerating: .allButEstate)
        try await Session.open(project, common) { session in
            let edit = try await session.forgetting(name, isForced: force)
            try await session.checkIdle([ResourceAddress.Scope.group(of: name, in: session)])
            try await session.carryOut(edit, isApproved: isApproved)
        }
    }
}

struct StateMoveCommand: AsyncParsableCommand, ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "mv", abstract: "Gives what is recorded at an address another one; touches nothing in the world.",
        discussion: """
            Within one workspace, or within what one cluster shares, to an address that the specification gives. The objects keep \
            the mark of the old address until a run writes them. Asks; where nobody can be asked it needs --yes.
            """)

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp("The address, such as payments/application/old.", valueName: "from"))
    var old: String

    @Argument(help: ArgumentHelp("The new address, such as payments/application/new.", valueName: "to"))
    var new: String

    @Flag(name: [.customLong("yes"), .customLong("auto-approve")], help: "Does not ask.")
    var isApproved = false

    func run() async throws {
        let project = try Project(root: common.root, tolerating: .allButEstate)
        try await Session.open(project, common) { session in
            let edit = try session.moving(old, to: new)
            try await session.checkIdle([ResourceAddress.Scope.group(of: old, in: session)])
            try await session.carryOut(edit, isApproved: isApproved)
        }
    }
}

extension ResourceAddress.Scope {
    /// The group that a name on the command line is about.
    fileprivate static func group(of name: String, in session: Session) -> String {
        session.snapshots[name] == nil ? ResourceAddress(name)?.group ?? name : name
    }
}
