import Document
import TestSupport
import Testing

@testable import Kubernetes

@Suite struct WatchTests {
    @Test func reportsEventsUntilTheServerEnds() async throws {
        let api = try StubAPI { _ in
            .stream { writer in
                writer.send(#"{"type":"ADDED","object":{"metadata":{"name":"a"}}}"# + "\n" + #"{"type":"MODI"#)
                writer.send(#"FIED","object":{"metadata":{"name":"a"}}}"# + "\n\n")
                writer.send(#"{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"9"}}}"# + "\n")
                writer.send(#"{"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","code":410}}"# + "\n")
            }
        }
        let object: Value = ["metadata": ["name": "a"]]
        var events: [WatchEvent] = []
        let watch = try await api.client().watch(
            KubernetesClientTests.configMaps, ObjectSelection(namespace: "truth"), from: "7", timeout: .seconds(30))
        for try await event in watch { events.append(event) }
        #expect(events == [.added(object), .modified(object), .bookmark(resourceVersion: "9"), .expired])
        #expect(
            api.calls == [
                "GET /api/v1/namespaces/truth/configmaps?watch=true&resourceVersion=7&allowWatchBookmarks=true"
                    + "&timeoutSeconds=30"
            ])
    }

    @Test(.enabled(if: KubeTruth.isPresent)) func readsWhatARealServerSent() async throws {
        for exchange in try KubeTruth.scenario("watch") where exchange.answer.array != nil {
            let recorded = exchange.answer.array ?? []
            let text = recorded.map { $0.compactJSON + "\n" }.joined()
            let api = try StubAPI { _ in .text(200, text) }
            let watch = try await api.client().watch(KubernetesClientTests.configMaps, from: "1")
            var count = 0
            do throws(KubernetesError) {
                for try await _ in watch { count += 1 }
            } catch {
                #expect(recorded.last?["type"] == "ERROR")
                #expect(error.status?.message == recorded.last?["object"]?["message"]?.string)
                count += 1
            }
            #expect(count == recorded.count)
        }
    }

    @Test func throwsARefusal() async throws {
        let api = try StubAPI { _ in .status(403, "Forbidden", "no") }
        let error = await #expect(throws: KubernetesError.self) {
            _ = try await api.client().watch(KubernetesClientTests.configMaps, from: "1")
        }
        #expect(error?.isForbidden == true)
    }

    @Test func garbageAndBrokenStreamsAreErrors() async throws {
        for text in ["<html>\n", "{}\n", #"{"type":"ERROR","object":{}}"# + "\n"] {
            let api = try StubAPI { _ in .text(200, text) }
            let watch = try await api.client().watch(KubernetesClientTests.configMaps, from: "1")
            let error = await #expect(throws: KubernetesError.self) { for try await _ in watch {} }
            guard case .garbage = error?.cause else {
                Issue.record("\(String(describing: error))")
                continue
            }
        }
    }
}
