import Planning
import State

/// Says what a workspace was applied from as a whole, once a run is over.
struct SourceRecord {
    /// What stands in the files that the run applies; nil where nothing says it.
    var files: Snapshot.Source?

    /// What is recorded then, where `was` is what was recorded before: nothing where a part of it is of other files than the rest.
    func source(after steps: [Step], was: Snapshot.Source?) -> Snapshot.Source? {
        if steps.contains(where: { $0.kind == .active }) { return files }
        guard steps.contains(where: \.action.isChange) else { return was }
        return was.flatMap { was in files.map(was.isSame) } == true ? was : nil
    }
}
