import Document
import Foundation
import TestSupport
import Testing

/// The pages in a browser: what a person does with them, and what must not happen there.
@Suite(.enabled(if: ChromiumProgram.path != nil, "\(ChromiumProgram.absence)"))
struct BrowserTests {
    /// How a page is opened.
    struct Window: Sendable, CustomTestStringConvertible {
        var width: Int
        var scheme: String
        var testDescription: String { "\(width) columns of pixels, \(scheme)" }

        static let all = [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")].map(Window.init)
    }

    /// What a page showed.
    struct Visit {
        var results: [Value]
        /// What the console and the policy of the page complained of, and what was fetched.
        var complaints: [String]
        var milliseconds: Int64
    }

    private static func visit(_ page: String, in folder: TemporaryFolder, asking expressions: [String]) async throws
        -> Visit
    {
        let visits = try await visit([(page, Window(width: 1280, scheme: "light"))], in: folder, asking: expressions)
        return try #require(visits.first)
    }

    /// Opens several pages in one browser, one after the other: starting it takes longer than all that is done there.
    private static func visit(
        _ pages: [(page: String, window: Window)], in folder: TemporaryFolder, asking expressions: [String]
    ) async throws -> [Visit] {
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "browse.py").path
        let task = pages.map { page, window -> Value in
            [
                "page": .string("file://\(page)"), "width": .integer(Int64(window.width)), "height": 900,
                "scheme": .string(window.scheme), "expressions": .array(expressions.map(Value.string)),
            ]
        }
        let own = folder.path("browser-\(UUID().uuidString)")
        let outcome = try await Program("python3").outcome(
            [script, try #require(ChromiumProgram.path), own],
            input: String(decoding: Value.array(task).json(.canonical), as: UTF8.self))
        let answers = try #require(try? Value(json: outcome.output).array, "\(outcome.errors)")
        #expect(answers.count == pages.count)
        return answers.map { answer in
            Visit(
                results: answer["results"]?.array ?? [],
                complaints: answer["complaints"]?.array?.compactMap(\.string) ?? [],
                milliseconds: answer["milliseconds"]?.integer ?? -1)
        }
    }

    /// The smallest contrast of any text on the page with what it stands on, and where that is (WCAG 2.1).
    private static let contrast = """
        (() => {
          document.querySelectorAll('details').forEach(part => part.open = true);
          const numbers = text => text.match(/[\\d.]+/g).map(Number);
          const level = color => {
            const parts = numbers(color).slice(0, 3).map(part => part / 255)
              .map(part => part <= 0.03928 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4));
            return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
          };
          const ground = element => {
            for (let part = element; part; part = part.parentElement) {
              const color = getComputedStyle(part).backgroundColor;
              if (numbers(color)[3] !== 0) return color;
            }
            return 'rgb(255,255,255)';
          };
          let worst = [99, ''];
          const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walk.nextNode()) {
            const element = walk.currentNode.parentElement;
            if (!walk.currentNode.textContent.trim() || element.closest('script,style,title,svg')) continue;
            const pair = [level(getComputedStyle(element).color), level(ground(element))].sort((a, b) => a - b);
            const ratio = (pair[1] + 0.05) / (pair[0] + 0.05);
            if (ratio < worst[0]) worst = [ratio, element.outerHTML.slice(0, 200)];
          }
          return worst;
        })()
        """

    /// Types into the filter, and says what is left.
    private static func filter(_ text: String) -> String {
        """
        (() => {
          const box = document.getElementById('filter');
          box.value = '\(text)';
          box.dispatchEvent(new Event('input'));
          const shown = Array.from(document.querySelectorAll('.step')).filter(step => step.offsetParent !== null);
          return shown.map(step => step.querySelector('code').textContent).join(' ');
        })()
        """
    }

    /// A page of each kind, of a workspace that is made, and then changed by somebody else.
    private static func sample(_ folder: TemporaryFolder) async throws -> [String: String] {
        let site = try await Site()
        var pages: [String: String] = [:]
        func write(_ name: String, _ arguments: String..., exits status: Int32 = 0) async throws {
            let outcome = try await site.workplace.berth(arguments)
            #expect(outcome.status == status, "\(name): \(outcome.errors)")
            pages[name] = try folder.write(outcome.output, to: "\(name).html")
        }
        try await write("new", "plan", "payments", "--format", "html")
        try await site.berth("apply", "payments", "--yes", "--events", "events.ndjson", exits: 0)
        try Self.addLongWords(to: site.workplace.folder.path("events.ndjson"))
        try await site.kubectl("fsn1-a", "-n", "k8s-w-payments", "delete", "resourcequota", "--all")
        try await write("plan", "plan", "payments", "--format", "html", "--link-base", "https://git.example.com/x")
        try await write("drift", "drift", "payments", "--format", "html", exits: 2)
        try await write("run", "report", "run", "events.ndjson")
        try await write("estate", "report", "estate")
        return pages
    }

    /// Lets a step of a run say words that no line of a phone holds, as addresses of servers are.
    private static func addLongWords(to events: String) throws {
        var lines = try String(contentsOfFile: events, encoding: .utf8).split(separator: "\n").map(String.init)
        let place = try #require(lines.firstIndex { $0.contains("\"step_started\"") })
        var event = try Value(json: Array(lines[place].utf8))
        let word = Value.string("https://" + String(repeating: "a-long-name.", count: 20) + "example/")
        event["type"] = "step_progress"
        event["message"] = word
        lines.insert(String(decoding: event.json(.canonical), as: UTF8.self), at: place + 1)
        event["type"] = "step_retried"
        event["message"] = nil
        event["reason"] = word
        event["attempt"] = 2
        lines.insert(String(decoding: event.json(.canonical), as: UTF8.self), at: place + 2)
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: events))
    }

    /// No page complains, fetches anything, or needs to be scrolled sideways; all of its text can be read.
    @Test func everyPageIsSoundInEveryWindow() async throws {
        let folder = try TemporaryFolder()
        let pages = try await Self.sample(folder).sorted { $0.key < $1.key }.flatMap { name, page in
            Window.all.map { (name: name, page: page, window: $0) }
        }
        let visits = try await Self.visit(
            pages.map { ($0.page, $0.window) }, in: folder,
            asking: [
                Self.contrast, "document.documentElement.scrollWidth", "document.querySelectorAll('.step').length",
            ])
        for ((name, _, window), visit) in zip(pages, visits) {
            #expect(visit.complaints.isEmpty, "\(name): \(visit.complaints)")
            let worst = visit.results[0]
            #expect((worst[0].flatMap(Self.number) ?? 0) >= 4.5, "\(name), \(window): \(worst)")
            #expect(visit.results[1].integer == Int64(window.width), "\(name), \(window)")
            #expect((visit.results[2].integer ?? 0) > 0, "\(name)")
        }
    }

    private static func number(_ value: Value) -> Double? {
        switch value {
        case .integer(let number): Double(number)
        case .number(let number): number
        default: nil
        }
    }

    @Test func thePageIsFilteredFoldedAndPrinted() async throws {
        let folder = try TemporaryFolder()
        let site = try await Site()
        let plan = try await site.berth("plan", "payments", "--format", "html", exits: 0)
        let page = try folder.write(plan.output, to: "new.html")
        let open = "Array.from(document.querySelectorAll('.object')).filter(part => part.open).length"
        let visit = try await Self.visit(
            page, in: folder,
            asking: [
                "document.querySelectorAll('.step').length", Self.filter("TenantControlPlane"),
                Self.filter("no such thing"),
                "document.querySelectorAll('.group:not([hidden])').length", Self.filter(""),
                "document.getElementById('unfold').click(), \(open)",
                "document.getElementById('fold').click(), \(open)",
                // A box of the graph leads to its step, which opens.
                """
                new Promise(done => {
                  const link = Array.from(document.querySelectorAll('svg a')).find(a => a.textContent.includes('control-plane'));
                  link.focus();
                  const focused = document.activeElement === link;
                  location.hash = link.getAttribute('href');
                  setTimeout(() => done(focused && document.querySelector('.step:target .object').open), 100);
                })
                """,
                "document.querySelector('[data-kind=wait]').click(), document.querySelectorAll('.step:not([hidden])[data-action=wait]').length",
                "window.dispatchEvent(new Event('beforeprint')), document.querySelectorAll('details:not([open])').length",
                "window.dispatchEvent(new Event('afterprint')), document.querySelectorAll('details:not([open])').length > 0",
                """
                document.dispatchEvent(new KeyboardEvent('keydown', {key: '/'})), document.activeElement.id
                """,
            ])
        #expect(visit.complaints.isEmpty)
        #expect((visit.results[0].integer ?? 0) > 8)
        #expect(visit.results[1] == "payments/control-plane")
        #expect(visit.results[2] == "" && visit.results[3] == 0)
        #expect(visit.results[4].string?.split(separator: " ").count == visit.results[0].integer.map { Int($0) })
        #expect((visit.results[5].integer ?? 0) > 5 && visit.results[6] == 0)
        #expect(visit.results[7] == true)
        #expect(visit.results[8] == 0 && visit.results[9] == 0 && visit.results[10] == true)
        #expect(visit.results[11] == "filter")
    }

    /// What a workspace, an event or a manager is called never runs.
    @Test func nothingOfOthersRuns() async throws {
        let folder = try TemporaryFolder()
        let nasty = "<img src=x onerror=document.title=1></script><script>document.title=2</script>"
        func line(_ type: String, _ more: [String: Value] = [:]) -> String {
            var value: Value = [
                "format_version": "1.3", "time": "2026-11-23T04:00:00Z", "type": .string(type),
                "estate": .string(nasty),
                "address": .string("w/\(nasty)"), "message": .string(nasty), "reason": .string(nasty),
            ]
            for (key, member) in more { value[key] = member }
            return String(decoding: value.json(.canonical), as: UTF8.self) + "\n"
        }
        let workplace = try Workplace(environment: [:])
        let events = try workplace.folder.write(
            line("run_planned") + line("run_started") + line("step_started")
                + line("step_finished", ["outcome": "failed"]),
            to: "events.ndjson")
        let outcome = try await workplace.berth(["report", "run", events])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let page = try folder.write(outcome.output, to: "run.html")
        let visit = try await Self.visit(
            page, in: folder, asking: ["document.title", "document.images.length", "document.scripts.length"])
        #expect(visit.results == [.string("Run: \(nasty)"), 0, 1])
        #expect(visit.complaints.isEmpty)
        // And where a mark-up were to get through all the same, the policy keeps it from running.
        let holed = try folder.write(
            outcome.output.replacing("<main>", with: "<main><script>document.title = 'ran'</script>"), to: "holed.html")
        let second = try await Self.visit(holed, in: folder, asking: ["document.title"])
        #expect(second.results == [.string("Run: \(nasty)")])
        #expect(second.complaints.contains { $0.contains("Content Security Policy") })
    }

    /// Five thousand steps; how long the page takes is said, not judged: machines differ.
    @Test func largePagesOpen() async throws {
        let folder = try TemporaryFolder()
        let workplace = try Workplace(environment: [:])
        var lines: [String] = []
        func add(_ type: String, _ second: Int, _ more: [String: Value] = [:]) {
            var value: Value = ["format_version": "1.3", "type": .string(type)]
            let time = "\(second / 3600 % 24):\(second / 60 % 60):\(second % 60)".split(separator: ":")
                .map { $0.count < 2 ? "0\($0)" : "\($0)" }.joined(separator: ":")
            value["time"] = .string("2026-11-23T\(time)Z")
            for (key, member) in more { value[key] = member }
            lines.append(String(decoding: value.json(.canonical), as: UTF8.self) + "\n")
        }
        add("run_started", 0, ["steps": 5000])
        for number in 0..<5000 {
            let address: Value = .string("w\(number / 10)/application/a\(number % 10)")
            add("step_started", number, ["address": address])
            add("step_finished", number + 5, ["address": address, "outcome": "done"])
        }
        add("run_finished", 5005, ["status": "applied"])
        let events = try workplace.folder.write(lines.joined(), to: "events.ndjson")
        let outcome = try await workplace.berth(["report", "run", events])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let page = try folder.write(outcome.output, to: "run.html")
        let visit = try await Self.visit(
            page, in: folder, asking: [Self.filter("w77/"), "document.querySelectorAll('.step').length"])
        #expect(visit.complaints.isEmpty)
        #expect(visit.results[0].string?.split(separator: " ").count == 10)
        #expect(visit.results[1] == 5000)
        print("a page of 5,000 steps opened in \(visit.milliseconds) ms")
    }
}
