import Planning
import Resources
import Testing

@testable import Execution

@Suite struct WalkTests {
    /// Steps of workspaces `a` and `b`, written as `a/one`, each with what it depends on.
    private static func walk(_ steps: [(String, [String])]) -> Walk {
        func address(_ text: String) -> ResourceAddress {
            let parts = text.split(separator: "/").map(String.init)
            return ResourceAddress(workspace: parts[0], parts[1])
        }
        return Walk(
            steps.map { name, dependencies in
                Step(
                    address: address(name), kind: .namespace, action: .create,
                    dependencies: Set(dependencies.map(address)))
            })
    }

    /// The names of everything that may start now.
    private static func startAll(_ walk: inout Walk) -> [String] {
        var names: [String] = []
        while let place = walk.next() { names.append(walk.steps[place].address.description) }
        return names
    }

    @Test func whatDependsOnNothingLeftStartsInTheOrderOfThePlan() {
        var walk = Self.walk([
            ("a/one", []), ("b/one", ["b/elsewhere"]), ("a/two", ["a/one"]), ("a/three", ["a/one", "b/one"]),
        ])
        #expect(Self.startAll(&walk) == ["a/one", "b/one"])
        #expect(walk.end(1, .done) == ["b"])
        #expect(Self.startAll(&walk) == [])
        #expect(walk.end(0, .alreadyDone) == [])
        #expect(Self.startAll(&walk) == ["a/two", "a/three"])
        #expect(walk.end(3, .done) == [])
        #expect(walk.end(2, .done) == ["a"])
        #expect(walk.outcomes.count == 4 && walk.outcomes(of: "a").count == 3)
    }

    @Test func whatDependsOnAFailureIsSkippedAndNamesIt() {
        var walk = Self.walk([
            ("a/one", []), ("a/two", ["a/one"]), ("a/three", ["a/two"]), ("b/one", ["a/three"]), ("b/two", []),
        ])
        #expect(Self.startAll(&walk) == ["a/one", "b/two"])
        #expect(walk.end(0, .failed("no")) == ["a"])
        #expect(Self.startAll(&walk) == [])
        let outcomes = Dictionary(walk.outcomes.map { ($0.key.description, $0.value) }) { $1 }
        #expect(outcomes["a/two"] == .skipped("a/one did not succeed"))
        #expect(outcomes["a/three"] == .skipped("a/two did not succeed"))
        #expect(outcomes["b/one"] == .skipped("a/three did not succeed"))
        #expect(walk.end(4, .done) == ["b"])
    }

    @Test func aStepThatIsSkippedDoesNotStartWhenItsOtherDependencyEnds() {
        var walk = Self.walk([("a/one", []), ("a/two", []), ("a/three", ["a/one", "a/two"])])
        #expect(Self.startAll(&walk) == ["a/one", "a/two"])
        #expect(walk.end(0, .failed("no")) == [])
        #expect(walk.end(1, .done) == ["a"])
        #expect(Self.startAll(&walk) == [])
    }

    @Test func anInterruptedWalkEndsWhatIsLeft() {
        var walk = Self.walk([("a/one", []), ("a/two", ["a/one"]), ("b/one", [])])
        _ = walk.next()
        #expect(walk.end(0, .done) == [])
        #expect(walk.skipRest("interrupted") == ["a", "b"])
        #expect(walk.outcomes.values.filter { $0 == .skipped("interrupted") }.count == 2)
    }
}
