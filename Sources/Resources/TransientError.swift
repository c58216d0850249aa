/// An error that says whether the same attempt may succeed a moment later.
package protocol TransientError: Error {
    /// True for overload, a connection that broke, a timeout, a lock of the remote system.
    var isTransient: Bool { get }
}
