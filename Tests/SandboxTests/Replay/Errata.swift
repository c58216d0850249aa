import Document
import TestSupport

/// Where the recorder spoiled its own record: it edited an answer in place to make the next request of it, so that the
/// answer stands in the file as that request. What the server said follows from the steps around.
enum Errata {
    static func mended(_ step: KubeTruth.Exchange, of scenario: String) -> Value {
        var body = step.answer
        switch (scenario, step.note) {
        case ("errors", "read"):
            // The version "1" is that of the PUT after it; the list further on has the stored one.
            body[["metadata", "resourceVersion"]] = "217"
        case ("ssa-conflicts", "read for update"):
            // The keys of the PUT after it; the object is as the apply before it left it.
            body["data"] = ["a": "7", "b": "2"]
        case ("lease", "acquired"), ("lease", "renewed"):
            // A Lease is stored as it was sent.
            body["spec"] = step.body["spec"]
        default: break
        }
        return body
    }
}
