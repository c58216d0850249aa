/// The only owner of an object that libgit2 allocated; frees it at the end of its scope.
struct Handle: ~Copyable {
    let pointer: OpaquePointer
    private let free: (OpaquePointer?) -> Void

    private init(_ pointer: OpaquePointer, free: @escaping (OpaquePointer?) -> Void) {
        self.pointer = pointer
        self.free = free
    }

    deinit {
        free(pointer)
    }

    /// Takes ownership of what `acquire` stores in its argument.
    ///
    /// Throws what libgit2 reports when the code that `acquire` returns is negative.
    static func acquire(
        _ operation: String, _ subject: String, free: @escaping (OpaquePointer?) -> Void,
        _ acquire: (inout OpaquePointer?) -> Int32
    ) throws(GitError) -> Handle {
        var pointer: OpaquePointer?
        let code = acquire(&pointer)
        guard code >= 0, let pointer else { throw .last(operation, subject, code: code) }
        return Handle(pointer, free: free)
    }
}
