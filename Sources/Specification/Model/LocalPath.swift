/// A path as it stands in a spec: relative ones count from the folder of the file they stand in, `~/` from home.
package struct LocalPath: Sendable, Hashable, CustomStringConvertible {
    /// As written.
    package var text: String
    /// The folder of the file it stands in.
    package var folder: String
    /// What the file held in the revision that the estate is read from, which counts instead of what is on disk; nil where
    /// that is looked at.
    package var captured: [UInt8]?

    package init(_ text: String, relativeTo folder: String = ".") {
        self.text = text
        self.folder = folder
    }

    /// The path to open, relative ones to the working directory; `home` is the user's folder, where it is known.
    package func resolved(home: String? = nil) -> String {
        if text == "~" || text.hasPrefix("~/") { return (home ?? "~") + text.dropFirst(1) }
        if text.hasPrefix("/") || folder.isEmpty || folder == "." { return text }
        return folder.hasSuffix("/") ? folder + text : "\(folder)/\(text)"
    }

    package var description: String { text }
}
