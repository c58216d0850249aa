import Git

/// What a commit does to one path of the state: `.write(bytes)` or `.delete`.
package typealias StateChange = FileChange
