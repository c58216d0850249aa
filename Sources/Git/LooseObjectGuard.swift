import CGit2
import Glibc

/// Stands before libgit2's reader of loose objects and refuses what that one cannot cope with.
///
/// libgit2 1.5 reads a loose object that ends too early for ever: zlib asks for more input, and gets none again and again.
/// A process that was killed, or a disk that was full, leaves such files. libgit2 asks this backend first, also for what it
/// reads by itself; sound objects are then read by its own.
struct LooseObjectGuard {
    /// libgit2 knows the address of this first member only.
    private var base = git_odb_backend()
    private let folders: [String]

    private init(folders: [String]) {
        self.folders = folders
    }

    /// Of how many bytes an object may be, unpacked.
    static let largestObject = 64 << 20

    /// Puts a guard into the object database of a repository, which owns it from then on.
    static func install(in repository: borrowing Handle, path: String) throws(GitError) {
        let database = try Handle.acquire("open", path, free: git_odb_free) {
            git_repository_odb(&$0, repository.pointer)
        }
        let common = git_repository_commondir(repository.pointer).map { String(cString: $0) } ?? path
        let guardian = UnsafeMutablePointer<LooseObjectGuard>.allocate(capacity: 1)
        guardian.initialize(to: LooseObjectGuard(folders: objectFolders(of: "\(common)objects")))
        let code = UnsafeMutableRawPointer(guardian).withMemoryRebound(to: git_odb_backend.self, capacity: 1) { base in
            git_odb_init_backend(base, UInt32(GIT_ODB_BACKEND_VERSION))
            base.pointee.read = { _, _, _, backend, id in LooseObjectGuard.verdict(backend, id) }
            base.pointee.read_header = { _, _, backend, id in LooseObjectGuard.verdict(backend, id) }
            base.pointee.read_prefix = { _, _, _, _, backend, id, length in
                LooseObjectGuard.verdict(backend, id, digits: length)
            }
            // The only one that libgit2 calls without looking whether it is there: the guard has no objects of its own.
            base.pointee.foreach = { _, _, _ in 0 }
            base.pointee.free = { backend in LooseObjectGuard.release(backend) }
            // Before libgit2's own two.
            return git_odb_add_backend(database.pointer, base, 100)
        }
        guard code >= 0 else {
            let error = GitError.last("open", path, code: code)
            release(UnsafeMutableRawPointer(guardian).assumingMemoryBound(to: git_odb_backend.self))
            throw error
        }
    }

    /// The folder and those that it borrows objects from.
    private static func objectFolders(of folder: String, depth: Int = 0) -> [String] {
        guard depth < 5, let text = LooseObject.shortText(of: "\(folder)/info/alternates") else { return [folder] }
        let others = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
        return [folder]
            + others.flatMap { objectFolders(of: $0.hasPrefix("/") ? String($0) : "\(folder)/\($0)", depth: depth + 1) }
    }

    private static func release(_ backend: UnsafeMutablePointer<git_odb_backend>?) {
        guard let backend else { return }
        let guardian = UnsafeMutableRawPointer(backend).assumingMemoryBound(to: LooseObjectGuard.self)
        guardian.deinitialize(count: 1)
        guardian.deallocate()
    }

    /// "Not here", so that libgit2 goes on to its own backends, unless a file of this id, or of ids that begin so, is defective.
    private static func verdict(
        _ backend: UnsafeMutablePointer<git_odb_backend>?, _ id: UnsafePointer<git_oid>?, digits: Int = 40
    ) -> Int32 {
        guard let backend, let id, digits >= 2 else { return GIT_ENOTFOUND.rawValue }
        let guardian = UnsafeMutableRawPointer(backend).assumingMemoryBound(to: LooseObjectGuard.self)
        let name = ObjectID(id.pointee).description.prefix(digits)
        for folder in guardian.pointee.folders {
            let parent = "\(folder)/\(name.prefix(2))"
            let rest = name.dropFirst(2)
            let files = digits == 40 ? [String(rest)] : names(in: parent).filter { $0.hasPrefix(rest) }
            for file in files {
                guard let defect = LooseObject.defect(of: "\(parent)/\(file)", limit: largestObject) else { continue }
                git_error_set_str(Int32(GIT_ERROR_ODB.rawValue), "the object file \(parent)/\(file) \(defect)")
                return GIT_ERROR.rawValue
            }
        }
        return GIT_ENOTFOUND.rawValue
    }
}
