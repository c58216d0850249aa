/// One change as it is written down: enough to bring the store back after the process was killed.
package struct StoreRecord: Sendable {
    package var version: UInt64
    package var resource: GroupResource
    package var key: ObjectKey
    /// The object's JSON without `kind` and `apiVersion`; nil where it was deleted.
    package var body: [UInt8]?

    package init(version: UInt64, resource: GroupResource, key: ObjectKey, body: [UInt8]?) {
        self.version = version
        self.resource = resource
        self.key = key
        self.body = body
    }
}
