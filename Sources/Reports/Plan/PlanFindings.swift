import Diagnostics
import Planning

/// What stands in the way of a plan, what could not be asked, and what else a reader should know.
struct PlanFindings {
    let layout: TextLayout

    init(_ layout: TextLayout) {
        self.layout = layout
    }

    /// What stands in the way of a plan, and what leaves out a part of it.
    func writeProblems(of plan: Plan, to page: inout TextPage) {
        write(plan.blockingProblems, to: &page)
        writeOmissions(of: plan, to: &page)
    }

    /// Problems that stand in the way of all of a plan.
    func write(_ problems: [Plan.Problem], to page: inout TextPage) {
        let verb = problems.count == 1 ? "stands" : "stand"
        write(problems, "\(problems.count.counted("problem")) \(verb) in the way of this plan:", to: &page)
    }

    /// What a plan leaves out for a problem of a workspace.
    func writeOmissions(of plan: Plan, to page: inout TextPage) {
        let confined = plan.confinedProblems
        let verb = confined.count == 1 ? "leaves" : "leave"
        write(
            confined,
            "\(confined.count.counted("problem")) \(verb) out what \(confined.count == 1 ? "it is" : "they are") about:",
            to: &page)
    }

    private func write(_ problems: [Plan.Problem], _ title: String, to page: inout TextPage) {
        guard !problems.isEmpty else { return }
        page.separate()
        page.add(title, .failure)
        for (problem, addresses) in problems.grouped {
            var line = StyledLine(indent: 2)
            line.append("✗ \(problem.kind.rawValue)", .failure)
            if let address = addresses.first { line.append("  \(address)", .bold) }
            page.add(line)
            if addresses.count > 1 {
                page.add(names: Array(addresses.dropFirst()), lines: 3, .bold, indent: 6, mark: "and ")
            }
            page.add(prose: problem.message, indent: 6)
            if let detail = problem.detail {
                if layout.isVerbose { page.add(prose: detail, .dim, indent: 6, mark: "# ") } else { page.cut(.details) }
            }
            if let hint = problem.hint { page.add(prose: hint, .wait, indent: 6, mark: "→ ") }
        }
    }

    func write(_ unreachable: [Plan.Unreachable], to page: inout TextPage) {
        guard !unreachable.isEmpty else { return }
        page.separate()
        page.add("Could not be read; what lies there is unknown and left alone:", .unknown)
        for silence in unreachable {
            page.add(silence.subject, .bold, indent: 2)
            page.add(prose: silence.reason, indent: 6)
            if let hint = silence.hint { page.add(prose: hint, .wait, indent: 6, mark: "→ ") }
        }
    }

    func write(_ remarks: [String], to page: inout TextPage) {
        guard !remarks.isEmpty else { return }
        page.separate()
        for remark in remarks { page.add(prose: remark, .update, mark: "Note: ") }
    }
}

extension [Plan.Problem] {
    /// The problems, each that several resources have said once, with the addresses of all of them; what many workspaces have
    /// alike but for their names once, too, with `<id>` in place of those.
    var grouped: [(problem: Plan.Problem, addresses: [String])] {
        let workspaces = Dictionary(grouping: self, by: \.general).mapValues {
            Set($0.compactMap(\.address?.workspace)).count
        }
        var positions: [Plan.Problem: Int] = [:]
        var result: [(problem: Plan.Problem, addresses: [String])] = []
        for problem in self {
            let isOfMany = workspaces[problem.general, default: 0] >= PlanBlocks.many
            let key = isOfMany ? problem.general : problem.anonymous
            let address = problem.address?.description
            guard let position = positions[key] else {
                positions[key] = result.count
                result.append((problem, address.map { [$0] } ?? []))
                continue
            }
            if let address, !result[position].addresses.contains(address) { result[position].addresses.append(address) }
            // What reads the same for all is told of them as it is.
            if result[position].problem.anonymous != problem.anonymous { result[position].problem = key }
        }
        return result
    }
}

extension Plan.Problem {
    /// The same of no resource in particular.
    fileprivate var anonymous: Plan.Problem {
        var same = self
        same.address = nil
        return same
    }

    /// The same of no workspace in particular.
    fileprivate var general: Plan.Problem {
        var general = anonymous
        guard let id = address?.workspace else { return general }
        func words(_ text: String) -> String { text.replacingWord(id, by: "<id>") }
        general.item = nil
        general.message = words(message)
        general.hint = hint.map(words)
        general.detail = detail.map(words)
        return general
    }
}

extension [String] {
    /// `and b, c` of the addresses behind the first; of many the first few.
    var others: String {
        "and \(dropFirst().listed(most: 8))"
    }
}
