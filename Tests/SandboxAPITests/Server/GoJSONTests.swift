import Testing

@testable import SandboxAPI

@Suite struct GoJSONTests {
    @Test(arguments: [
        ("[1 2]", "invalid character '2' after array element"),
        (String(repeating: "[", count: 100), "unexpected end of JSON input"),
        (String(repeating: "[", count: 100_000), "invalid character '[' exceeded max depth"),
        (String(repeating: #"{"a":"#, count: 100_000), "invalid character '{' exceeded max depth"),
    ])
    func saysWhatGoSays(_ text: String, _ complaint: String) {
        #expect(GoJSON.complaint(about: Array(text.utf8)) == complaint)
    }

    @Test func aDeepBodyIsRefused() throws {
        let server = try TestServer()
        let answer = server.server.respond(
            to: APIRequest(
                method: "POST", target: "/api/v1/namespaces/default/configmaps",
                headers: [("Content-Type", "application/json")], body: Array(repeating: 0x5B, count: 100_000)))
        #expect(answer.status == 400)
    }
}
