import Document
import Testing

@testable import Specification

/// The digest of what a workspace's document says, names apart.
struct NamelessDigestTests {
    private func digest(_ id: String, name: String? = nil, team: String = "shop", _ texts: Value...) -> Digest {
        let document: Value = [
            "metadata": ["name": .string(name ?? id), "labels": ["team": .string(team)]],
            "spec": ["id": .string(id), "values": .array(texts)],
        ]
        return Digest(ofNameless: document, names: [name ?? id, id])
    }

    @Test func whatIsCalledAfterTheWorkspaceDoesNotCount() {
        #expect(digest("a") == digest("b") && digest("a", name: "x") == digest("b", name: "y"))
        #expect(
            digest("pay-in", ["host": "pay-in.example.com"], "PAY_IN_TOKEN", "specs/workspaces/pay-in/token.age")
                == digest("bill", ["host": "bill.example.com"], "BILL_TOKEN", "specs/workspaces/bill/token.age"))
    }

    @Test func everythingElseCounts() {
        #expect(digest("a") != digest("a", team: "search"))
        #expect(digest("a", "b.example.com") != digest("b", "a.example.com"))
        #expect(digest("pay", "payments") != digest("bill", "billments"), "a part of a word is not a name")
        #expect(digest("a", "a.example.com") != digest("b", ".example.com"))
    }
}
