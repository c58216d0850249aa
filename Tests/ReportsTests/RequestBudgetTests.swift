import Reports
import Testing

struct RequestBudgetTests {
    @Test func tenantsAreToldTogether() {
        let text = RequestBudget([
            .init(place: "tenant a", purpose: "list secrets", count: 1),
            .init(place: "tenant b", purpose: "list secrets", count: 1),
            .init(place: "tenant b", purpose: "get configmaps", count: 2),
            .init(place: "fsn1-a", purpose: "list namespaces", count: 3),
            .init(place: "fsn1-a", purpose: "discover /api", count: 1),
        ]).text
        #expect(
            text == """
                Requests: 8
                  fsn1-a: 4 (list namespaces 3, discover /api 1)
                  2 tenants: 4 (get configmaps 2, list secrets 2)
                Of these 3 first lists of a kind at a place, and 5 more.

                """)
    }

    @Test func nothingAskedIsNothing() {
        #expect(RequestBudget([]).text.hasPrefix("Requests: 0\n"))
    }
}
