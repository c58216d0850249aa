/// The version of this program, which estates can bound.
enum Version {
    static let current = "0.1.0"
}
