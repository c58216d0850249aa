import Resources

/// A run as a page of its own for a browser: what ran when, what waited for what, what was tried again, and where the time went.
package struct RunHTML: Sendable {
    /// With more steps than this the drawing has a line for each workspace; each of them has a drawing of its own below.
    private static let readable = 90

    package init() {}

    /// The document, with a line end at its end.
    package func render(_ record: RunRecord) -> String {
        let critical = Set(record.criticalPath.map(\.address))
        var page = HTMLPage(
            kind: record.purpose == "destroy" ? "Run to destroy" : "Run", title: record.estate ?? record.startedText,
            sentence: sentence(record), isWarning: record.status != "applied")
        page.add(
            tiles: Outcome.all.map { outcome in
                (record.spans.count { Outcome($0) == outcome }, outcome.label, outcome.style)
            })
        page.body += facts(record)
        for span in record.spans where span.outcome == "failed" {
            page.body += FindingMarkup.finding("\(span.address) failed", [span.reason ?? ""], nil, isMild: false)
        }
        for notice in record.notices {
            page.body += FindingMarkup.finding("Note", [notice.text], nil, isMild: true)
        }
        let groups = Dictionary(grouping: record.spans, by: \.address.group).sorted { $0.key < $1.key }
        let anchors = PageAnchors(groups.map { ($0.key, $0.value.map(\.address)) })
        page.add(
            "Timeline", id: "timeline",
            note:
                "Thin lines are time in which a step could have begun and waited for room; marks are attempts that were made again.",
            timeline(record, groups, anchors, critical))
        page.add("What the run waited for", id: "critical", path(record, anchors))
        page.add("Where the time went", id: "time", sums(record))
        page.beginList("Steps", id: "steps", count: record.spans.count)
        page.addTools(
            Outcome.all.filter { outcome in record.spans.contains { Outcome($0) == outcome } }
                .map { ($0.rawValue, $0.label) }, of: "steps")
        for (name, spans) in groups {
            page.body += group(name, spans, record, anchors, critical, isOpen: record.spans.count <= Self.readable)
        }
        page.endList()
        return page.text
    }

    private func sentence(_ record: RunRecord) -> String {
        let time = record.duration.asElapsed
        let why = record.reason.map { ": \($0)" } ?? ""
        return switch record.status {
        case "applied": record.purpose == "destroy" ? "Destroyed in \(time)." : "Applied in \(time)."
        case "partly-applied": "Applied in part, in \(time)\(why)."
        case "interrupted": "Interrupted after \(time)\(why)."
        default: "The events end after \(time), before the run did: it was killed, or it is still going on."
        }
    }

    private func facts(_ record: RunRecord) -> Markup {
        let work = record.spans.compactMap(\.duration).reduce(0, +)
        var rows = [
            ("began", record.startedText), ("took", record.duration.asElapsed), ("sum of all steps", work.asElapsed),
        ]
        if record.duration >= 0.001 {
            rows.append(("steps at once, on average", "\(Double(Int(min(work / record.duration, 1e6) * 10)) / 10)"))
        }
        if let plan = record.plan { rows.append(("plan", plan)) }
        if let commit = record.commits.last {
            rows.append(("recorded", "\(record.commits.count.counted("commit")) up to \(commit)"))
        }
        let cells = rows.map { "<tr><th scope=\"row\">\($0.0)</th><td class=\"mono\">\($0.1)</td></tr>\n" as Markup }
        return
            "<div class=\"scroll slim\" role=\"region\" aria-label=\"The run\" tabindex=\"0\"><table><tbody>\(Markup(cells))</tbody></table></div>\n"
    }

    private func timeline(
        _ record: RunRecord, _ groups: [(key: String, value: [RunRecord.Span])], _ anchors: PageAnchors,
        _ critical: Set<ResourceAddress>
    ) -> Markup {
        let isFolded = record.spans.count > Self.readable
        let rows =
            isFolded
            ? groups.compactMap { row(of: $0.value, named: $0.key, anchors, critical) }.sorted {
                $0.started < $1.started
            }
            : record.spans.compactMap { row(of: $0, record, anchors, critical, title: $0.address.description) }
        return drawing(rows, record, label: "Timeline")
    }

    private func drawing(_ rows: [TimelineSVG.Row], _ record: RunRecord, label: String) -> Markup {
        guard !rows.isEmpty, let start = record.started, let end = record.finished else { return "" }
        let svg = TimelineSVG(from: start, to: end).markup(rows, label: label)
        return "<div class=\"scroll\" role=\"region\" aria-label=\"\(label)\" tabindex=\"0\">\(svg)</div>\n"
    }

    private func row(
        of span: RunRecord.Span, _ record: RunRecord, _ anchors: PageAnchors, _ critical: Set<ResourceAddress>,
        title: String
    ) -> TimelineSVG.Row? {
        guard let started = span.started, let finished = span.finished ?? record.finished else { return nil }
        let waited = record.blocker(of: span).map { ", after \($0.address)" } ?? ""
        return TimelineSVG.Row(
            title: title, anchor: anchors.steps[span.address] ?? "", style: Outcome(span).style,
            ready: record.ready(span),
            started: started, finished: max(finished, started), retries: span.moments.filter(\.isRetry).map(\.time),
            isCritical: critical.contains(span.address),
            note: "\(span.address): \(Outcome(span).label) after \((finished - started).asElapsed)\(waited)")
    }

    private func row(
        of spans: [RunRecord.Span], named name: String, _ anchors: PageAnchors, _ critical: Set<ResourceAddress>
    ) -> TimelineSVG.Row? {
        guard let started = spans.compactMap(\.started).min() else { return nil }
        let finished = spans.compactMap(\.finished).max() ?? started
        let worst = Outcome.all.first { outcome in spans.contains { Outcome($0) == outcome } } ?? .done
        return TimelineSVG.Row(
            title: name, anchor: anchors.groups[name] ?? "", style: worst.style, ready: nil, started: started,
            finished: max(finished, started), retries: spans.flatMap(\.moments).filter(\.isRetry).map(\.time),
            isCritical: spans.contains { critical.contains($0.address) },
            note: "\(name): \(spans.count.counted("step"))")
    }

    /// The steps that made the run as long as it was.
    private func path(_ record: RunRecord, _ anchors: PageAnchors) -> Markup {
        let path = record.criticalPath
        guard path.count > 1 else { return "" }
        let rows = path.map { span -> Markup in
            let waited = record.ready(span).flatMap { ready in span.started.map { max($0 - ready, 0) } } ?? 0
            let share = record.duration >= 0.001 ? Int(min((span.duration ?? 0) / record.duration, 1) * 100) : 0
            return """
                <tr><td><a href="#\(anchors.steps[span.address] ?? "")">\(span.address.description)</a></td>\
                <td class="n">\((span.duration ?? 0).asElapsed)</td><td class="n">\(share) %</td>\
                <td class="n">\(waited >= 0.1 ? waited.asElapsed : "")</td><td>\(span.moments.last?.text ?? "")</td></tr>

                """
        }
        return """
            <div class="scroll" role="region" aria-label="What the run waited for" tabindex="0"><table><thead><tr>\
            <th scope="col">step</th><th class="n" scope="col">took</th><th class="n" scope="col">of the run</th>\
            <th class="n" scope="col">waited for room</th><th scope="col">last word</th></tr></thead>
            <tbody>\(Markup(rows))</tbody></table></div>

            """
    }

    /// By the name of steps, over all workspaces, what took longest.
    private func sums(_ record: RunRecord) -> Markup {
        let named = Dictionary(grouping: record.spans.filter { $0.duration != nil }, by: \.address.name)
        let sums = named.map { name, spans in
            (
                name: name, count: spans.count, total: spans.reduce(0) { $0 + ($1.duration ?? 0) },
                longest: spans.compactMap(\.duration).max() ?? 0,
                retries: spans.reduce(0) { $0 + $1.moments.count { $0.isRetry } }
            )
        }.sorted { ($1.total, $0.name) < ($0.total, $1.name) }
        guard !sums.isEmpty else { return "" }
        let rows = sums.prefix(15).map { sum -> Markup in
            """
            <tr><td>\(sum.name)</td><td class="n">\(sum.count.grouped)</td><td class="n">\(sum.total.asElapsed)</td>\
            <td class="n">\(sum.longest.asElapsed)</td><td class="n">\(sum.retries > 0 ? sum.retries.grouped : "")</td></tr>

            """
        }
        let more: Markup =
            sums.count > 15 ? "<p class=\"note\">and \((sums.count - 15).grouped) more kinds of steps</p>" : ""
        return """
            <div class="scroll" role="region" aria-label="Where the time went" tabindex="0"><table><thead><tr>\
            <th scope="col">step</th><th class="n" scope="col">times</th><th class="n" scope="col">together</th>\
            <th class="n" scope="col">longest</th><th class="n" scope="col">made again</th></tr></thead>
            <tbody>\(Markup(rows))</tbody></table></div>\(more)

            """
    }

    private func group(
        _ name: String, _ spans: [RunRecord.Span], _ record: RunRecord, _ anchors: PageAnchors,
        _ critical: Set<ResourceAddress>, isOpen: Bool
    ) -> Markup {
        let rows = spans.map { step($0, record, anchors) }
        let drawn =
            isOpen
            ? ""
            : drawing(
                spans.compactMap { row(of: $0, record, anchors, critical, title: $0.address.name) }, record,
                label: "Timeline of \(name)")
        return """
            <details class="group" id="\(anchors.groups[name] ?? "")" data-name="\(name)"\(isOpen ? " open" as Markup : "")>\
            <summary><h3>\(name)</h3><span class="counts quiet">\(spans.count.counted("step"))</span></summary>
            <div class="in">\(drawn)\(Markup(rows))</div></details>

            """
    }

    private func step(_ span: RunRecord.Span, _ record: RunRecord, _ anchors: PageAnchors) -> Markup {
        let outcome = Outcome(span)
        let took = span.duration.map { " after \($0.asElapsed)" } ?? ""
        let why = span.reason.map { ": \($0)" } ?? ""
        let waited: Markup =
            record.blocker(of: span).map { other in
                "<p class=\"quiet\">waited for <a href=\"#\(anchors.steps[other.address] ?? "")\">\(other.address.description)</a></p>"
            } ?? ""
        let moments = span.moments.map { moment -> Markup in
            let since = record.started.map { max(moment.time - $0, 0).asElapsed } ?? ""
            return
                "<li class=\"\(moment.isRetry ? "a-update" : "quiet")\">\(since) \(moment.isRetry ? "↻ " : "")\(moment.text)</li>"
        }
        let list: Markup = moments.isEmpty ? "" : "<ul>\(Markup(moments))</ul>"
        return """
            <div class="step" id="\(anchors.steps[span.address] ?? "")" data-action="\(outcome.rawValue)">
            <p><b class="\(outcome.style)">\(outcome.symbol)</b> <code>\(span.address.description)</code> \
            <span class="\(outcome.style)">\(outcome.label)\(took)</span>\(why)</p>\(waited)\(list)</div>

            """
    }

    /// How a step ended, worst first.
    private enum Outcome: String {
        case failed, unfinished, skipped, done, alreadyDone

        static let all: [Outcome] = [.failed, .unfinished, .skipped, .done, .alreadyDone]

        init(_ span: RunRecord.Span) {
            switch span.outcome {
            case "done": self = .done
            case "already-done": self = .alreadyDone
            case "failed": self = .failed
            case "skipped": self = .skipped
            default: self = .unfinished
            }
        }

        var label: String {
            switch self {
            case .done: "done"
            case .alreadyDone: "done before"
            case .failed: "failed"
            case .skipped: "skipped"
            case .unfinished: "not finished"
            }
        }

        var symbol: String {
            switch self {
            case .done, .alreadyDone: "✓"
            case .failed: "✗"
            case .skipped: "-"
            case .unfinished: "?"
            }
        }

        var style: String {
            switch self {
            case .done: "a-create"
            case .alreadyDone: "a-wait"
            case .failed: "a-delete"
            case .skipped: "a-none"
            case .unfinished: "a-unknown"
            }
        }
    }
}
