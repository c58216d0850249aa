import ArgumentParser
import Planning
import Resources
import Specification

/// Which part of what was planned is meant.
struct ScopeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Only this resource or workspace and what it stands on (repeatable).", valueName: "address"))
    var target: [String] = []

    @Option(
        help: ArgumentHelp(
            "Not this resource or workspace, nor what stands on it (repeatable).", valueName: "address"))
    var exclude: [String] = []

    @Flag(
        name: .customLong("force-conflicts"),
        help: "Takes fields that others own with other values; the plan records it.")
    var forcesConflicts = false

    @OptionGroup var replacement: ReplaceOptions

    @Flag(
        inversion: .prefixedNo,
        help: "Takes away workspaces that have no file any more, as `destroy` does (default: as the estate says).")
    var prune: Bool?

    @OptionGroup var consent: ConsentOptions

    /// Whether nothing was chosen, left out, asked for or agreed to.
    var isWhole: Bool {
        target.isEmpty && exclude.isEmpty && !forcesConflicts && replacement.replace.isEmpty && prune == nil
            && consent.allow.isEmpty
    }

    /// Throws where workspaces are named and others are to be taken away.
    func plannerOptions(
        _ selection: GroupSelection, of estate: Estate, parallelism: Int
    ) throws(UsageError) -> Planner.Options {
        var options = Planner.Options(
            selection: selection, forcesConflicts: forcesConflicts, consents: Set(consent.allow),
            scope: PlanScope(targets: target, exclusions: exclude), parallelism: parallelism)
        options.replacements = replacement.replace
        // Which files are gone shows only where all of them are looked at.
        if case .workspaces = selection {
            guard prune != true else {
                throw UsageError(
                    "--prune is about the whole estate: leave out the workspaces, or name them with --target")
            }
        } else {
            options.prunes = prune ?? estate.prunes
        }
        return options
    }
}

/// What may be made anew.
struct ReplaceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Deletes and makes anew what cannot be changed in place of this resource, and records that in the plan "
                + "(repeatable).", valueName: "address"))
    var replace: [String] = []
}

/// What the operator agrees to.
struct ConsentOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Agrees to what a plan refuses by itself, and records it in the plan (repeatable): cascade (deletions may take "
                + "along what Berth did not make), replace (a control plane or network may be made anew, "
                + "or forgotten where it is lost), mass-deletion (the estate's guards do not count), "
                + "relocate (a workspace may be taken away to be made anew elsewhere, or made by another name or id), "
                + "adopt-foreign (what another estate keeps may be taken over by `adopt: true` or `berth import`).",
            valueName: "what"
        ))
    var allow: [Consent] = []
}

extension Consent: ExpressibleByArgument {}

/// How much is done at once.
struct ParallelismOptions: ParsableArguments {
    @Option(
        help:
            "How many places and steps are worked on at once, from 1 to 256; what only waits for others is not counted."
    )
    var parallelism = 16

    func validate() throws {
        guard (1...256).contains(parallelism) else {
            throw ValidationError("--parallelism is a number from 1 to 256")
        }
    }
}
