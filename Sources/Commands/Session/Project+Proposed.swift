import Diagnostics
import Planning
import Specification

extension Project {
    /// The errors that the project at hand would have once it is merged, where the estate, templates and catalog of a revision are
    /// used: of the files at hand only workspaces count then, and what is wrong with the others would be told after the merge, when
    /// nothing can be planned any more.
    ///
    /// They are parsed and checked in themselves, as those of somebody who is not trusted; nothing is filled, rendered, resolved or
    /// started. What the command says of workspaces anyway is left out.
    func proposedFaults() -> [Diagnostic] {
        guard base != nil else { return [] }
        let source = DiskFileSource.atHand(root, isTrusted: false)
        do throws(DiagnosticsError) {
            _ = try SpecificationLoader(source: source, version: Version.current).load()
            return []
        } catch {
            return error.diagnostics.filter { $0.severity == .error && !specification.faults.contains($0) }
        }
    }
}

extension Plan {
    /// Lets problems say what would be wrong with the project once it is merged: a plan is worth nothing behind that.
    mutating func add(proposed faults: [Diagnostic]) {
        problems += faults.map { fault in
            let place = fault.location.map { "\($0): " } ?? ""
            return Problem(
                kind: .invalid, message: "once merged, nothing can be planned: \(place)\(fault.message)",
                hint: fault.notes.isEmpty ? nil : fault.notes.joined(separator: "; "))
        }
    }
}
