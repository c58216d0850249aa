#include <git2.h>
#include <git2/sys/odb_backend.h>

/* The format of loose objects, which are looked at before libgit2 reads them. */
#include <zlib.h>

/* `git_libgit2_opts` is variadic, which Swift cannot call: one typed function for each option in use. */

/* Flushes every file that libgit2 writes below a git folder, and its folder, to disk. */
static inline int git2_set_fsync_gitdir(int enabled) {
    return git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, enabled);
}

/* Where TLS certificates are looked up: a bundle, a folder of hashed files, or both; not both NULL. */
static inline int git2_set_certificate_locations(const char *file, const char *folder) {
    return git_libgit2_opts(GIT_OPT_SET_SSL_CERT_LOCATIONS, file, folder);
}

/* The product part of the user agent that HTTP remotes see. */
static inline int git2_set_user_agent(const char *name) {
    return git_libgit2_opts(GIT_OPT_SET_USER_AGENT, name);
}

/* The largest objects of a kind that are kept in memory once they were read, in bytes. */
static inline int git2_set_cache_object_limit(git_object_t kind, size_t limit) {
    return git_libgit2_opts(GIT_OPT_SET_CACHE_OBJECT_LIMIT, kind, limit);
}

/* How much is kept in memory of what was read, in bytes. */
static inline int git2_set_cache_size(ssize_t size) {
    return git_libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, size);
}

/* `GIT_OID_ZERO` of newer versions: as the expected value of a reference it means "must not exist". */
static inline git_oid git2_oid_zero(void) {
    git_oid zero = {{0}};
    return zero;
}
