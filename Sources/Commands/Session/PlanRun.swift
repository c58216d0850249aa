import Execution
import Glibc
import Planning
import Reports

/// Shows a plan, asks, and carries it out: the end of `apply` and `destroy`.
struct PlanRun {
    /// The forms in which a command says what it does; where it saves its plan instead, those that a plan has.
    static func formats(isSaved: Bool) -> [OutputFormat] { isSaved ? PlanReport.formats : [.text, .json, .markdown] }

    let session: Session
    let options: RunOptions
    let common: CommonOptions
    let format: FormatOptions
    /// The command that shows what a report of the plan leaves out.
    let whole: String
    /// The file of `--events`, opened before anything was looked at.
    let events: EventsFile?
    /// Whether what a failed install made stays.
    var keepsFailed = false

    /// Shows a plan that was just made and carries it out once it is approved.
    func showAndExecute(_ plan: Plan, parallelism: Int) async throws {
        // Programs read the plan, or else what the run came to: a single document.
        if format.chosen != .json { try report.print(plan) }
        try refuseProblems(of: plan, isShown: format.chosen != .json)
        if plan.hasChanges, !options.isApproved { try await approve(plan) }
        try await execute(plan, parallelism: parallelism)
    }

    /// Carries out a plan that was saved. On a terminal it is shown and asked for first, since whoever applies it need not have
    /// reviewed it; elsewhere the file is the approval.
    func askAndExecute(_ plan: Plan, parallelism: Int) async throws {
        let isAsked = Confirmation.isPossible && !options.isApproved && format.chosen != .json
        if isAsked { try report.print(plan) }
        try refuseProblems(of: plan, isShown: isAsked)
        if !plan.hasChanges, format.chosen != .json {
            try StandardStreams.print(
                (isAsked ? "" : PlanSummary(plan).sentence + "\n") + "The plan is empty: there is nothing to apply.\n")
        }
        if isAsked, plan.hasChanges { try await approve(plan) }
        try await execute(plan, parallelism: parallelism)
    }

    /// Saves a plan for `berth apply` and shows it.
    func save(_ plan: Plan, to path: String) throws {
        try PlanFile.write(plan, to: path)
        try report.print(plan)
        StandardStreams.complain(
            PlanFile.advice(on: plan, at: path, in: common, lockCluster: session.estate.lockCluster))
        try ExitStatus(of: plan, reportsChanges: false).given(session.freshness).exit()
    }

    /// Carries a reviewed plan out.
    func execute(_ plan: Plan, parallelism: Int) async throws {
        try refuseProblems(of: plan, isShown: false)
        guard plan.hasChanges else {
            await session.publishKept()
            write(since: session.clock.now) { $0.text(of: RunResult(status: .applied, outcomes: [:]), plan: plan) }
            if format.chosen == .json { try report.print(plan) }
            return try ExitStatus(of: plan, reportsChanges: false).exit()
        }
        events?.write(plan, time: session.clock.timestamp())
        let display = RunDisplay(common.terminal(STDERR_FILENO), of: plan)
        let started = session.clock.now
        let outcome: Result<RunResult, any Error>
        do {
            outcome = .success(
                try await display.during { show in
                    try await session.run(plan, parallelism: parallelism, keepsFailed: keepsFailed) { event in
                        events?.write(event)
                        show(event)
                    }
                })
        } catch {
            outcome = .failure(error)
        }
        if let loss = await events?.finish() { StandardStreams.complain(loss + "\n") }
        let result = try outcome.get()
        let status = ExitStatus(of: result, plan: plan)
        write(since: started) { $0.text(of: result, plan: plan) }
        do {
            try print(result, of: plan)
        } catch  where status != .success {
            // What the run came to weighs more than that it could not be told.
            StandardStreams.complain("\(error)\n")
        }
        try status.exit()
    }

    private var report: PlanReport {
        var common = common
        // Who does not want to be asked does not want to leave a pager, either.
        if options.isApproved { common.refusesPager = true }
        return PlanReport(format: format, common: common, whole: whole)
    }

    private func print(_ result: RunResult, of plan: Plan) throws {
        switch format.chosen {
        case .json:
            let event = RunEvent(time: session.clock.timestamp(), kind: .runFinished(result))
            try StandardStreams.print(RunJSON().line(event), as: .json)
        default:
            try StandardStreams.print(RunText(common.terminal().layout()).summary(of: result, plan: plan))
        }
    }

    private func refuseProblems(of plan: Plan, isShown: Bool) throws {
        guard !plan.blockingProblems.isEmpty || !plan.problems.isEmpty && !plan.hasChanges else { return }
        if !isShown { try report.print(plan) }
        write(since: session.clock.now) { $0.text(ofRefused: plan) }
        try ExitStatus(of: plan, reportsChanges: false).exit()
        // The world is not made as specified by applying nothing.
        try ExitStatus.partlyApplied.exit()
    }

    /// Writes the numbers for monitoring; what the command came to weighs more than that they could not be written.
    private func write(since started: Double, _ text: (Metrics) -> String) {
        do { try options.metrics.write(since: started, session.clock, text) } catch {
            StandardStreams.complain("\(error)\n")
        }
    }

    private func approve(_ plan: Plan) async throws {
        let alternative = "give --yes to apply without asking, or apply a saved plan"
        guard format.chosen != .json else { throw UsageError("nobody can be asked here: \(alternative)") }
        try await Confirmation.ask("\(plan.purpose == .destroy ? "Destroy" : "Apply")?", otherwise: alternative)
    }
}
