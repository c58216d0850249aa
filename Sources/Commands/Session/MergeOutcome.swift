/// What became of the reviewed plan of a merge, and of a plan of what is left: what to say, and how to end. A pure function of the
/// exit codes of both.
struct MergeOutcome: Sendable, Hashable {
    /// What applying came to; `stale` where nobody reviewed a plan of what was merged.
    var applied: ExitStatus
    /// What planning the rest came to; nil where that was not tried.
    var planned: ExitStatus?
    /// Whether the branch has moved on, so that a new plan of this commit would take that back.
    var isOutdated = false

    /// Whether the rest is planned: where nothing of the reviewed plan was written, or all of it was.
    var plansRest: Bool { [.success, .stale].contains(applied) && !isOutdated }

    /// Whether there is a new plan to be looked at, kept, and applied by the next run.
    var hasNewPlan: Bool { [.changes, .unreachable].contains(planned) }

    /// Whether the comment shows what was planned instead of what was reviewed.
    var showsNewPlan: Bool { planned != nil && !(applied == .success && planned == .success) }

    /// What the comment says.
    var note: String {
        switch (applied, planned) {
        case (.success, nil), (.success, .success): "Applied."
        case (.success, .changes):
            "Applied what was reviewed. The merge changes more than that: this is the plan of the rest. Look at it, and run "
                + "the job again to apply it."
        case (.success, .unreachable):
            "Applied what was reviewed; something does not answer now. This is the plan of what is left. Run the job again to "
                + "apply it."
        case (.success, _):
            "Applied what was reviewed. The rest of the merge cannot be planned; the log of the pipeline says why."
        case (.stale, nil):
            "Nothing was applied: no reviewed plan fits what is there now, and the branch has moved on. Its newest run, or a "
                + "new plan, applies what is left."
        case (.stale, .success): "There is nothing to do."
        case (.stale, .changes):
            "Nothing was applied: no reviewed plan fits what is there now. This is a new one. Look at it, and run the job "
                + "again to apply it."
        case (.stale, .unreachable):
            "Nothing was applied: no reviewed plan fits what is there now, and something does not answer. This is what could "
                + "be planned. Run the job again when it answers."
        case (.stale, _):
            "Nothing was applied: no reviewed plan fits what is there now, and no new one can be made; the log of the "
                + "pipeline says why."
        case (.locked, _): "Nothing was applied: another run holds the locks. Run the job again."
        case (.refused, _): "Nothing was applied: a guard of the estate, or protection, refused."
        case (.partlyApplied, _): "Applied in part; the log of the pipeline says what failed."
        case (.unreachable, _): "Something did not answer; the log of the pipeline says what was applied."
        case (.interrupted, _), (.timedOut, _): "The run was stopped; the log of the pipeline says how far it came."
        case (.failure, _), (.changes, _), (.usage, _): "This was not applied; the log of the pipeline says why."
        }
    }

    /// How the command ends: success where the merge is carried out as a whole, `stale` where there is a plan to look at.
    var status: ExitStatus {
        guard [.success, .stale].contains(applied), let planned else { return applied }
        return planned == .changes ? .stale : planned
    }
}
