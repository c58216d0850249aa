import Diagnostics
import Document
import Foundation
import Planning
import Reports
import Resources
import State
import Testing

/// The pages for browsers.
struct PageTests {
    static let links = LinkBase("https://git.example.com/infra/blob/3f2a91c")

    /// The page without its style sheet and script, which have tests of their own.
    private static func body(_ page: String) -> String {
        page.replacing(/(<style>|<script>)(?:.|\n)*?(<\/style>|<\/script>)/) { "\($0.1)…\($0.2)" }
            .replacing(/'sha256-[^']*'|&#39;sha256-.*?&#39;/, with: "HASH")
    }

    @Test func aPlanIsAPage() throws {
        try expectGolden(Self.body(PlanHTML(links: Self.links).render(SamplePlan.full)), "plan.html")
    }

    @Test func wavesAreOnIt() {
        let page = PlanHTML().render(SamplePlan.waves)
        #expect(page.contains("<h2>Waves</h2>") && page.contains("wave 2 of 3"))
    }

    @Test func driftIsAPage() throws {
        try expectGolden(Self.body(DriftHTML(links: Self.links).render(SamplePlan.full)), "drift.html")
    }

    @Test func aRunIsAPage() throws {
        let record = try RunRecord(events: RunRecordTests.events)
        try expectGolden(Self.body(RunHTML().render(record)), "run.html")
    }

    @Test func anEstateIsAPage() throws {
        try expectGolden(Self.body(EstateHTML().render(SampleEstate.report)), "estate.html")
    }

    /// Every kind of page, made of `text` wherever a text of others can stand.
    static func pages(of text: String) throws -> [String] {
        let key = ItemKey(place: .tenant(text), apiVersion: text, kind: text, namespace: text, name: text)
        let location = SourceLocation(file: text, line: 3, column: 1)
        var change = ItemChange(
            key: key, action: .update,
            leaves: [
                LeafChange(
                    path: [text], old: .string(text), new: .string("\(text)\n\(text)"), reason: .drift,
                    author: .init(manager: text, time: text))
            ], verification: .deferred(text),
            companions: [.init(key: key, isOwned: false)], exemptions: [.init(path: [text], reason: text)])
        change.unknownReason = text
        var removed = ItemChange(key: key, action: .delete)
        removed.wasRemoved = true
        let address = ResourceAddress(workspace: text, text)
        let steps = ["1", "2"].map { number in
            Step(
                address: ResourceAddress(workspace: text, text + number), kind: .application, action: .delete,
                reason: text, dependencies: number == "2" ? [ResourceAddress(workspace: text, text + "1")] : [],
                changes: [change, removed], location: location)
        }
        let plan = Plan(
            estate: text, purpose: .apply, steps: steps, groups: [Plan.Group(name: text, cluster: text)],
            unreachable: [.init(place: .tenant(text), reason: text, hint: text)],
            problems: [.init(kind: .conflict, address: address, item: key, message: text, hint: text)], remarks: [text])
        var snapshot = Snapshot(group: text, phase: .error)
        snapshot.cause = text
        snapshot.cluster = text
        snapshot.deferred = [address]
        snapshot.deployments[address] = SampleEstate.deployment(text, text, .failed, error: text)
        snapshot.items[key] = .init(address: address, uid: nil, applied: [:])
        let commit = StateCommit(
            revision: .empty, parent: .empty, note: CommitNote(subject: text, actor: text, time: 0))
        let event = Value.object([
            "format_version": "1.3", "time": "2026-11-23T04:00:00Z", "address": .string("w/\(text)"),
        ])
        func line(_ type: String, _ more: [String: Value] = [:]) -> String {
            var value = event
            value["type"] = .string(type)
            for (key, member) in more { value[key] = member }
            return String(decoding: value.json(.canonical), as: UTF8.self) + "\n"
        }
        let events =
            line("run_planned", ["estate": .string(text), "plan": .string(text)]) + line("run_started")
            + line("step_started") + line("step_progress", ["message": .string(text)])
            + line("step_retried", ["reason": .string(text)])
            + line("step_finished", ["outcome": "failed", "reason": .string(text)])
            + line("notice", ["message": .string(text)])
            + line("run_finished", ["status": "partly-applied", "reason": .string(text), "commits": [.string(text)]])
        return [
            PlanHTML(links: links).render(plan), PlanHTML().render(plan), DriftHTML(links: links).render(plan),
            RunHTML().render(try RunRecord(events: events)),
            EstateHTML().render(
                EstateReport(
                    estate: text, snapshots: [snapshot], unreadable: [text],
                    history: [RecordedChange(commit: commit, groups: [text], status: text)])),
        ]
    }

    /// Nothing of others becomes an element, an attribute or an address that runs.
    @Test(arguments: [
        "</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\" onload=\"alert(1)",
        "' autofocus onfocus='x",
        "</style><svg/onload=alert(1)>", "javascript:alert(1)", "</title><h1>x", "]]>--><!--<script>",
        "a\u{202E}b\u{0}\u{1B}[2J",
        "&lt;script&gt;", "${x}", "data:text/html,<script>1</script>",
    ])
    func textOfOthersStaysText(_ text: String) throws {
        let plain = try Self.pages(of: "plain").map(Tags.init)
        for (page, expected) in zip(try Self.pages(of: text), plain) {
            let tags = Tags(page)
            #expect(tags.names == expected.names, "\(text)")
            #expect(tags.attributes == expected.attributes, "\(text)")
            #expect(
                tags.addresses.allSatisfy {
                    $0.hasPrefix("#") || $0.hasPrefix("https://git.example.com/") || $0 == "data:,"
                })
            #expect(!page.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0 == "\u{202E}" })
            #expect(!page.contains("&amp;lt;script&amp;gt;") == (text != "&lt;script&gt;"))
        }
    }

    /// The policy allows this style and this script, by their digests, and nothing else: the browser test asks a browser.
    @Test func nothingIsFetched() throws {
        for page in try Self.pages(of: "plain") {
            #expect(page.contains("default-src &#39;none&#39;; style-src &#39;sha256-"))
            #expect(page.contains("base-uri &#39;none&#39;; form-action &#39;none&#39;"))
            #expect(!page.contains(" style=\"") && !page.contains(" onclick") && !page.contains(" src="))
            #expect(page.ranges(of: "<script>").count == 1 && page.ranges(of: "<style>").count == 1)
        }
    }

    @Test func sensitiveValuesAreNotShown() {
        let leaf = LeafChange(
            path: ["data", "token"], old: "old-secret", new: "new-secret", reason: .drift, isSensitive: true)
        var plan = SamplePlan.deferredOnly
        plan.steps[0].action = .update
        plan.steps[0].changes = [
            ItemChange(
                key: ItemKey(place: .tenant("payments"), apiVersion: "v1", kind: "Secret", namespace: "n", name: "s"),
                action: .update, leaves: [leaf])
        ]
        for page in [PlanHTML().render(plan), DriftHTML().render(plan)] {
            #expect(!page.contains("old-secret") && !page.contains("new-secret") && page.contains("(sensitive"))
        }
    }

    @Test(arguments: [
        "javascript:alert(1)", "//x", "ftp://x", "https://x/\"><b>", "data:text/html,x", "", "https:x", " https://x",
    ])
    func refusesABaseOfLinksThatIsNoAddress(_ text: String) {
        #expect(LinkBase(text) == nil)
    }

    /// The colours of texts on what they stand on, by the formula of WCAG 2.1.
    @Test(arguments: [HTMLPalette.light, HTMLPalette.dark]) func coloursCanBeRead(_ palette: [String: String]) throws {
        var pairs = HTMLPalette.pairs
        for ink in HTMLPalette.inks { pairs += HTMLPalette.grounds.map { (ink, $0) } }
        for (ink, ground) in pairs {
            let ratio = try Contrast.ratio(#require(palette[ink]), #require(palette[ground]))
            #expect(ratio >= 4.5, "\(ink) on \(ground): \(ratio)")
        }
        #expect(Set(HTMLPalette.light.keys) == Set(HTMLPalette.dark.keys))
    }
}

/// The elements and attributes of a page, as a reader of HTML sees them.
private struct Tags {
    var names: [String: Int] = [:]
    var attributes: [String: Int] = [:]
    var addresses: [String] = []

    init(_ page: String) {
        let body = page.replacing(/(<style>|<script>)(?:.|\n)*?(<\/style>|<\/script>)/) { "\($0.1)\($0.2)" }
        for tag in body.matches(of: /<(\/?[A-Za-z!][^\s>\/]*)([^>]*)>/) {
            names[String(tag.output.1), default: 0] += 1
            for attribute in tag.output.2.matches(of: /([A-Za-z-]+)(?:="([^"]*)")?/) {
                attributes[String(attribute.output.1), default: 0] += 1
                if attribute.output.1 == "href", let value = attribute.output.2 { addresses.append(String(value)) }
            }
        }
    }
}

/// The contrast of two colours (WCAG 2.1, relative luminance).
enum Contrast {
    static func ratio(_ one: String, _ other: String) -> Double {
        let values = [luminance(one), luminance(other)].sorted()
        return (values[1] + 0.05) / (values[0] + 0.05)
    }

    private static func luminance(_ color: String) -> Double {
        let digits: [Double] = color.dropFirst().map { Double($0.hexDigitValue ?? 0) }
        let channels: [Double] = [0, 2, 4].map { (index: Int) -> Double in
            let value = (digits[index] * 16 + digits[index + 1]) / 255
            return value <= 0.03928 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
    }
}
