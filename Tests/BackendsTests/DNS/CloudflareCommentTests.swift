import Testing

@testable import Backends

struct CloudflareCommentTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var estate: String
        var workspace: String
        var limit = CloudflareComment.shortest
        var text: String?

        var testDescription: String { "\(estate) \(workspace) \(limit)" }

        static let all = [
            Case(
                estate: "loopback", workspace: "payments",
                text: "heritage=berth,berth/estate=loopback,berth/resource=payments/dns"),
            // 48 letters besides the two names: as long as it may be.
            Case(
                estate: "loopback", workspace: String(repeating: "w", count: 44),
                text: "heritage=berth,berth/estate=loopback,berth/resource=\(String(repeating: "w", count: 44))/dns"),
            Case(
                estate: "loopback", workspace: String(repeating: "w", count: 45),
                text: "heritage=berth,berth/estate=loopback,berth/resource=/dns"),
            Case(
                estate: String(repeating: "e", count: 52), workspace: String(repeating: "w", count: 57),
                text: "heritage=berth,berth/estate=\(String(repeating: "e", count: 52)),berth/resource=/dns"),
            Case(estate: String(repeating: "e", count: 53), workspace: "payments", text: nil),
            Case(
                estate: String(repeating: "e", count: 53), workspace: "payments", limit: CloudflareComment.longest,
                text: "heritage=berth,berth/estate=\(String(repeating: "e", count: 53)),berth/resource=/dns"),
        ]
    }

    @Test(arguments: Case.all)
    func aMarkFitsIntoAComment(_ test: Case) {
        let mark = Heritage(
            keeper: Heritage.berth, members: ["estate": test.estate, "resource": "\(test.workspace)/dns"])
        let name = "\(test.workspace).k8s.example.org"
        let text = CloudflareComment.text(of: mark, name: name, limit: test.limit)
        #expect(text == test.text)
        if let text { #expect(CloudflareComment.mark(in: text, name: name) == mark) }
    }

    @Test func whatOthersWriteIsTakenAsItIs() {
        #expect(CloudflareComment.mark(in: "web team", name: "a.example.org") == nil)
        let foreign = CloudflareComment.mark(
            in: "heritage=external-dns,external-dns/resource=/x", name: "a.example.org")
        #expect(foreign?.members == ["resource": "/x"])
    }
}
