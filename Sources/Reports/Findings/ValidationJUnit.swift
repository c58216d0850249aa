import Diagnostics

/// What `berth validate` found as a test report in the form of JUnit: a case for each file, which fails where the file cannot be used.
package struct ValidationJUnit: Sendable {
    private let places: FindingPlaces

    /// `places` says where files lie in the repository.
    package init(places: FindingPlaces = FindingPlaces()) { self.places = places }

    /// The document, with a line end at its end. `files` are those that were read, as messages name them; what is found in others is
    /// told, too, and warnings fail nothing.
    package func render(_ diagnostics: [Diagnostic], files: [String]) -> String {
        var errors: [String: [ReviewFinding]] = [:]
        for finding in [ReviewFinding](diagnostics) where finding.level == .error {
            errors[places.place(of: finding.location).file, default: []].append(finding)
        }
        let names = Set(files.map { places.place(of: SourceLocation(file: $0)).file }).union(errors.keys)
        var suite = JUnitSuite(name: "specification")
        for name in names.sorted() {
            suite.add(
                name,
                (errors[name] ?? []).map { finding in
                    var finding = finding
                    finding.location = places.place(of: finding.location)
                    return finding
                })
        }
        return JUnitSuite.document([suite], name: "berth validate")
    }
}
