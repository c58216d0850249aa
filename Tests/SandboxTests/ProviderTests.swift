import Document
import Foundation
import TestSupport
import Testing

@testable import Sandbox

@Suite struct ProviderTests {
    private static let token = "Authorization: Bearer secret"

    @Test func aNetworkOfHetznerCloud() async throws {
        try await TestEstate.run(hetznerToken: "secret") { estate in
            let networks = "\(estate.hetzner)/networks"
            #expect(try await estate.curl(networks).status == 401)
            #expect(try await estate.curl("-H", "Authorization: Bearer wrong", networks).status == 401)
            let body = """
                {"name":"w","ip_range":"10.20.0.0/16","labels":{"team":"a"},
                 "subnets":[{"type":"cloud","ip_range":"10.20.1.0/24","network_zone":"eu-central"}]}
                """
            let made = try await estate.curl("-H", Self.token, "-d", body, networks)
            #expect(made.status == 201)
            #expect(made.json["network"]?["subnets"]?[0]?["gateway"] == "10.20.0.1")
            let again = try await estate.curl("-H", Self.token, "-d", body, networks)
            #expect(again.status == 409)
            #expect(again.json["error"]?["code"] == "uniqueness_error")
            let bad = try await estate.curl("-H", Self.token, "-d", #"{"name":"x","ip_range":"8.8.8.0/24"}"#, networks)
            #expect(bad.json["error"]?["code"] == "invalid_input")
            let found = try await estate.curl("-H", Self.token, networks + "?label_selector=team%3Da")
            #expect(found.json["networks"]?.array?.count == 1)
            let others = try await estate.curl("-H", Self.token, networks + "?label_selector=team%3Db")
            #expect(others.json["networks"] == [])
            #expect(try await estate.curl("-H", Self.token, "-X", "DELETE", networks + "/1").status == 204)
            #expect(try await estate.curl("-H", Self.token, networks + "/1").json["error"]?["code"] == "not_found")
        }
    }

    @Test func anActionRunsThenSucceedsOrFails() async throws {
        try await TestEstate.run(pace: 200...300) { estate in
            let networks = "\(estate.hetzner)/networks"
            _ = try await estate.curl("-H", Self.token, "-d", #"{"name":"w","ip_range":"10.0.0.0/8"}"#, networks)
            func add(_ range: String) async throws -> Value {
                let body = #"{"type":"cloud","ip_range":"\#(range)","network_zone":"eu-central"}"#
                let answer = try await estate.curl("-H", Self.token, "-d", body, networks + "/1/actions/add_subnet")
                return answer.json["action"] ?? .null
            }
            func end(of action: Value) async throws -> Value {
                let path = "\(estate.hetzner)/actions?id=\(action["id"]?.plain ?? "")"
                var shown = Value.null
                try await estate.eventually("the action ends") {
                    shown = try await estate.curl("-H", Self.token, path).json["actions"]?[0] ?? .null
                    return shown["status"] != "running"
                }
                return shown
            }
            let first = try await add("10.1.0.0/16")
            #expect(first["status"] == "running")
            #expect(try await end(of: first)["status"] == "success")
            estate.sandbox.faults.add(Fault(.failAction, times: 1))
            let second = try await end(of: try await add("10.2.0.0/16"))
            #expect(second["status"] == "error")
            #expect(second["error"]?["code"] == "action_failed")
            let network = try await estate.curl("-H", Self.token, networks + "/1").json["network"]
            #expect(network?["subnets"]?.array?.map { $0["ip_range"] } == ["10.1.0.0/16"])
        }
    }

    @Test func pagesOfNetworks() async throws {
        try await TestEstate.run { estate in
            let networks = "\(estate.hetzner)/networks"
            for number in 1...5 {
                let body = #"{"name":"n\#(number)","ip_range":"10.\#(number).0.0/16"}"#
                _ = try await estate.curl("-H", Self.token, "-d", body, networks)
            }
            let first = try await estate.curl("-H", Self.token, networks + "?per_page=2").json
            #expect(first["networks"]?.array?.count == 2)
            #expect(first["meta"]?["pagination"]?["next_page"] == 2)
            let last = try await estate.curl("-H", Self.token, networks + "?per_page=2&page=3").json
            #expect(last["networks"]?[0]?["name"] == "n5")
            #expect(last["meta"]?["pagination"]?["next_page"]?.isNull == true)
        }
    }

    @Test func aDataCenterOfIONOSWithALAN() async throws {
        try await TestEstate.run { estate in
            let datacenters = "\(estate.ionos)/datacenters"
            let body = #"{"properties":{"name":"w","location":"de/fra","description":"marked"}}"#
            #expect(try await estate.curl("-d", body, datacenters).status == 401)
            let made = try await estate.curl("-i", "-H", Self.token, "-d", body, datacenters)
            #expect(made.status == 202)
            let location = try #require(made.text.split(separator: "\r\n").first { $0.hasPrefix("Location: ") })
            let status = String(location.dropFirst("Location: ".count))
            try await estate.eventually("the request is done") {
                try await estate.curl("-H", Self.token, status).json["metadata"]?["status"] == "DONE"
            }
            let listed = try await estate.curl("-H", Self.token, datacenters + "?depth=1").json["items"]?[0]
            #expect(listed?["metadata"]?["state"] == "AVAILABLE")
            #expect(listed?["properties"]?["description"] == "marked")
            let id = listed?["id"]?.string ?? ""
            let lan = #"{"properties":{"name":"private","public":false}}"#
            #expect(try await estate.curl("-H", Self.token, "-d", lan, "\(datacenters)/\(id)/lans").status == 202)
            let lans = try await estate.curl("-H", Self.token, "\(datacenters)/\(id)/lans?depth=1").json
            #expect(lans["items"]?[0]?["properties"]?["name"] == "private")
            #expect(try await estate.curl("-H", Self.token, "-X", "DELETE", "\(datacenters)/\(id)").status == 202)
            try await estate.eventually("it is gone") {
                try await estate.curl("-H", Self.token, "\(datacenters)/\(id)").status == 404
            }
            #expect(await estate.sandbox.inventory["ionos"] == [])
        }
    }

    @Test func requestsOfADataCenterGoOneAfterTheOther() async throws {
        let folder = try TemporaryFolder()
        let cloud = try IONOSCloud(
            ProviderContext(
                journal: Journal.open(directory: folder.path), faults: FaultPlan(),
                pace: Pace(milliseconds: 100...110)))
        func ask(_ method: String, _ path: String, _ body: Value? = nil) async -> WebResponse {
            await cloud.respond(
                to: WebRequest(
                    method: method, target: "/cloudapi/v6" + path, headers: [("Authorization", "Bearer x")],
                    body: body?.json() ?? []))
        }
        func document(_ response: WebResponse) -> Value {
            if case .bytes(let bytes) = response.body { (try? Value(json: bytes)) ?? .null } else { .null }
        }
        func status(_ response: WebResponse) async -> String? {
            let location = response.headers.first { $0.name == "Location" }?.value ?? ""
            let path = String(location.drop { $0 != "/" }.dropFirst(2).drop { $0 != "/" })
            let answer = await ask("GET", String(path.dropFirst("/cloudapi/v6".count)))
            return document(answer)["metadata"]?["status"]?.string
        }
        let made = await ask("POST", "/datacenters", ["properties": ["name": "w", "location": "de/fra"]])
        #expect(await status(made) == "QUEUED")
        let id = document(made)["id"]?.string ?? ""
        #expect(document(await ask("GET", "/datacenters/\(id)"))["metadata"]?["state"] == "BUSY")
        let lan = await ask("POST", "/datacenters/\(id)/lans", ["properties": ["name": "private"]])
        var seen: [[String?]] = []
        while seen.last != ["DONE", "DONE"], seen.count < 500 {
            let now = [await status(made), await status(lan)]
            if seen.last != now { seen.append(now) }
            try await Task.sleep(for: .milliseconds(2))
        }
        #expect(seen.last == ["DONE", "DONE"])
        // While the first one runs, the second one waits.
        #expect(!seen.contains(["RUNNING", "RUNNING"]) && !seen.contains(["QUEUED", "RUNNING"]))
        #expect(document(await ask("GET", "/datacenters/\(id)"))["metadata"]?["state"] == "AVAILABLE")
    }
}
