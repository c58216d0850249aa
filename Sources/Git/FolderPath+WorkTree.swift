import Files
import Glibc

extension FolderPath {
    /// The nearest folder at or above this one that git takes for the top of a work tree; nil where there is none.
    package var workTree: FolderPath? { upwards.first { access($0.path(to: ".git"), F_OK) == 0 } }
}
