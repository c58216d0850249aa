import CGit2
import Glibc

extension Repository {
    /// Gathers loose objects in one pack when there are more than `limit`; returns how many were gathered.
    ///
    /// libgit2 writes a file for each object and never tidies up. A reader who misses an object that moved looks into
    /// the packs again, so this is safe beside other processes.
    @discardableResult
    package func packLooseObjects(beyond limit: Int = 2_000) throws -> Int {
        guard looseObjects().count > limit else { return 0 }
        let lock = try WriterLock.acquire(of: path)
        defer { lock.release() }
        // Again under the lock: another process may have gathered them meanwhile.
        let loose = looseObjects()
        guard loose.count > limit else { return 0 }
        let builder = try Handle.acquire("pack", path, free: git_packbuilder_free) {
            git_packbuilder_new(&$0, raw)
        }
        git_packbuilder_set_threads(builder.pointer, 1)
        for object in loose {
            var id = object.id.raw
            try check("pack", object.file, git_packbuilder_insert(builder.pointer, &id, nil))
        }
        try check("pack", path, git_packbuilder_write(builder.pointer, nil, 0, nil, nil))
        for object in loose { unlink(object.file) }
        return loose.count
    }

    private func looseObjects() -> [(id: ObjectID, file: String)] {
        var objects: [(id: ObjectID, file: String)] = []
        for folder in names(in: "\(path)objects") where folder.utf8.count == 2 {
            for name in names(in: "\(path)objects/\(folder)") {
                guard let id = ObjectID(folder + name) else { continue }
                objects.append((id, "\(path)objects/\(folder)/\(name)"))
            }
        }
        return objects
    }
}
