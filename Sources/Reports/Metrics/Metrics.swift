import Execution
import Planning

/// What a plan, a look for drift or a run came to, as numbers for monitoring: gauges named `berth_plan_…`, `berth_drift_…` and
/// `berth_run_…`, all with the label `estate`.
package struct Metrics: Sendable {
    /// When it ended, in seconds since 1970, and how long it took.
    private let time: Double
    private let duration: Double

    package init(time: Double, duration: Double) {
        self.time = time
        self.duration = max(duration, 0)
    }

    /// What could not be made since something failed.
    package enum Subject: String, Sendable {
        case plan, drift, run
    }

    /// `berth_plan_success`, `berth_drift_success` or `berth_run_success`, which is 0, `…_problems` by kind, and when and how long: so
    /// that nobody takes the numbers of the last good run for those of now. `estate` is empty where its name is not known.
    package func text(ofFailed subject: Subject, estate: String, problems: [Plan.Problem.Kind: Int]) -> String {
        var page = OpenMetricsPage()
        let estate = [("estate", estate)]
        let name = "berth_\(subject.rawValue)"
        add(success: 0, name, estate, to: &page)
        add(problems: problems, name, estate, to: &page)
        addTimes(name, estate, to: &page)
        return page.finished
    }

    private func add(
        success: Double, _ name: String, _ labels: [(String, String)], to page: inout OpenMetricsPage
    ) {
        page.add("\(name)_success", "1 where the command did what it is for, 0 where it failed.", [(labels, success)])
    }

    /// Of a plan that is not carried out, since problems stand in the way.
    package func text(ofRefused plan: Plan) -> String {
        text(ofFailed: .run, estate: plan.estate, problems: Self.counts(of: plan.problems))
    }

    private static func counts(of problems: [Plan.Problem]) -> [Plan.Problem.Kind: Int] {
        Dictionary(grouping: problems, by: \.kind).mapValues(\.count)
    }

    private func add(
        problems: [Plan.Problem.Kind: Int], _ name: String, _ labels: [(String, String)], to page: inout OpenMetricsPage
    ) {
        let counts = problems.map { ($0.key.rawValue, Double($0.value)) }.sorted { $0.0 < $1.0 }
        page.add("\(name)_problems", "Problems by kind.", counts.map { (labels + [("kind", $0.0)], $0.1) })
    }

    /// `berth_plan_success`, `…_objects` by action, `…_problems` by kind, `…_unreachable`, `…_workspaces` (with something to do), and when
    /// and how long.
    package func text(of plan: Plan) -> String {
        var page = OpenMetricsPage()
        let estate = [("estate", plan.estate)]
        let summary = PlanSummary(plan)
        add(success: 1, "berth_plan", estate, to: &page)
        page.add(
            "berth_plan_objects", "Objects by what is to be done with them.",
            Action.shown.map { (estate + [("action", $0.rawValue)], Double(summary.count($0))) })
        add(problems: Self.counts(of: plan.problems), "berth_plan", estate, to: &page)
        page.add(
            "berth_plan_unreachable", "Places and kinds that could not be read.",
            [(estate, Double(plan.unreachable.count))])
        let busy = Set(plan.steps.filter(\.action.isChange).map(\.address.group)).count
        page.add(
            "berth_plan_workspaces", "Workspaces and shared parts in which something changes.", [(estate, Double(busy))]
        )
        addTimes("berth_plan", estate, to: &page)
        return page.finished
    }

    /// `berth_drift_success`, `…_objects` by workspace and change, `…_fields`, `…_contested`, `…_unknown`, and when and how long.
    package func text(ofDriftIn plan: Plan) -> String {
        var page = OpenMetricsPage()
        let report = DriftReport(plan)
        let estate = [("estate", report.estate)]
        add(success: 1, "berth_drift", estate, to: &page)
        page.add(
            "berth_drift_objects", "Objects that somebody changed or removed outside of Berth.",
            report.groups.flatMap { name, findings in
                [("changed", false), ("removed", true)].map { label, isRemoved in
                    (
                        estate + [("workspace", name), ("change", label)],
                        Double(findings.count { $0.isRemoved == isRemoved })
                    )
                }
            })
        let fields = report.findings.reduce(0) { $0 + $1.leaves.count }
        page.add("berth_drift_fields", "Fields that were changed outside of Berth.", [(estate, Double(fields))])
        page.add(
            "berth_drift_contested", "Changes of others that an apply does not set back.",
            [(estate, Double(report.contested.count))])
        page.add(
            "berth_drift_unknown", "What could not be looked at.",
            [(estate, Double(report.unreachable.count + report.unknown.count))])
        page.add("berth_drift_found", "1 where there is drift.", [(estate, report.hasDrift ? 1 : 0)])
        addTimes("berth_drift", estate, to: &page)
        return page.finished
    }

    /// `berth_run_success` (1 where all was looked at and applied), `…_steps` by outcome, `…_objects` by action as the plan counts them, `…_status`, and when and how long.
    package func text(of result: RunResult, plan: Plan) -> String {
        var page = OpenMetricsPage()
        let estate = [("estate", plan.estate)]
        // What could not be looked at was not made as specified either.
        let isWhole = result.status == .applied && plan.problems.isEmpty && !plan.isPartlyUnknown
        add(success: isWhole ? 1 : 0, "berth_run", estate, to: &page)
        let outcomes = Dictionary(grouping: result.outcomes.values, by: \.name).mapValues(\.count)
        page.add(
            "berth_run_steps", "Steps by how they ended.",
            ["done", "already-done", "failed", "skipped"].map {
                (estate + [("outcome", $0)], Double(outcomes[$0] ?? 0))
            })
        let objects = result.objects(of: plan)
        page.add(
            "berth_run_objects", "Objects by what was done with them.",
            Action.shown.filter(\.isChange).map { (estate + [("action", $0.rawValue)], Double(objects[$0] ?? 0)) })
        page.add(
            "berth_run_status", "1 for how the run ended.",
            ["applied", "partly-applied", "interrupted"].map {
                (estate + [("status", $0)], result.status.rawValue == $0 ? 1 : 0)
            })
        addTimes("berth_run", estate, to: &page)
        return page.finished
    }

    private func addTimes(_ name: String, _ labels: [(String, String)], to page: inout OpenMetricsPage) {
        page.add("\(name)_duration_seconds", "How long it took.", unit: "seconds", [(labels, duration)])
        page.add("\(name)_end_timestamp_seconds", "When it ended.", unit: "seconds", [(labels, time)])
    }
}

extension StepOutcome {
    fileprivate var name: String {
        switch self {
        case .done: "done"
        case .alreadyDone: "already-done"
        case .failed: "failed"
        case .skipped: "skipped"
        }
    }
}

extension RunResult {
    /// What was done with how many objects, in the unit in which plans count: a step that is done has done all of its own, and
    /// of one that is not, what it did counts; what an earlier run did is not counted.
    func objects(of plan: Plan) -> [Action: Int] {
        plan.steps.reduce(into: [:]) { counts, step in
            switch outcomes[step.address] {
            case .done: counts.merge(step.writtenObjects, uniquingKeysWith: +)
            case .alreadyDone: break
            default: counts.merge(unfinished[step.address] ?? [:], uniquingKeysWith: +)
            }
        }
    }

    /// How many objects an earlier run of the plan had done already.
    func objectsDoneBefore(of plan: Plan) -> Int {
        plan.steps.filter { outcomes[$0.address] == .alreadyDone }
            .reduce(0) { $0 + $1.writtenObjects.values.reduce(0, +) }
    }
}

extension Step {
    /// How many objects it writes, by action.
    fileprivate var writtenObjects: [Action: Int] { objects.filter(\.key.isChange) }
}
