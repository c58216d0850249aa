/// How long the sandbox's controllers and providers take for a step.
package struct Pace: Sendable, Hashable {
    package var milliseconds: ClosedRange<Int>

    package init(milliseconds: ClosedRange<Int> = 50...300) {
        self.milliseconds = milliseconds
    }

    /// A duration from the range.
    package func step() -> Duration {
        .milliseconds(Int.random(in: milliseconds))
    }
}
