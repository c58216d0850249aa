/// How far an item is on its way.
package enum ItemCondition: Sendable, Hashable {
    case ready
    case inProgress(String)
    case failed(String)
    case terminating
}
