import Document
import Testing

@testable import Sandbox

@Suite struct JobProgressTests {
    @Test(arguments: ["Indexed", "NonIndexed"])
    func aLookMakesNoMorePodsThanItsBurst(mode: String) {
        let progress = Self.progress(completions: .max, parallelism: .max, mode: mode)
        #expect(progress.missing.count == PodTemplate.burst)
        #expect(progress.missing.first == (mode == "Indexed" ? .some(0) : .some(nil)))
    }

    @Test func aJobWithoutCompletionsIsHeldToTheBurst() {
        #expect(Self.progress(completions: nil, parallelism: .max).missing.count == PodTemplate.burst)
    }

    @Test(arguments: ["Indexed", "NonIndexed"])
    func negativeNumbersCountAsNone(mode: String) {
        let progress = Self.progress(completions: .min, parallelism: .min, mode: mode)
        #expect(progress.missing.isEmpty)
        #expect(progress.isComplete)
    }

    @Test func theNextIndexesAreThoseNotTaken() {
        let taken: [Value] = [0, 2].map { index in
            [
                "metadata": ["annotations": ["batch.kubernetes.io/job-completion-index": .string("\(index)")]],
                "status": ["phase": "Succeeded"],
            ]
        }
        #expect(Self.progress(completions: 5, parallelism: 2, mode: "Indexed", taken).missing == [1, 3])
    }

    private static func progress(
        completions: Int64?, parallelism: Int64, mode: String = "NonIndexed", _ pods: [Value] = []
    ) -> JobProgress {
        var spec: Value = ["parallelism": .integer(parallelism), "completionMode": .string(mode)]
        spec["completions"] = completions.map { .integer($0) }
        return JobProgress(["spec": spec], pods)
    }
}
