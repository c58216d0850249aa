/// How long an exchange with a remote may take.
package struct Patience: Sendable, Hashable {
    /// After so long without any sign of life it is given up.
    package var silence: Duration
    /// After so long it is given up in any case.
    package var total: Duration

    package init(silence: Duration = .seconds(10), total: Duration = .seconds(120)) {
        self.silence = silence
        self.total = total
    }
}
