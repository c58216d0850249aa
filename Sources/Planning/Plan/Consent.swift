/// What a plan may do only where the operator said so when it was made; recorded in the plan.
package enum Consent: String, Sendable, Hashable, CaseIterable {
    /// Deletions may take along what is not Berth's: the content of a namespace, the instances of a definition, load
    /// balancers and volumes of a tenant.
    case cascade
    /// What cannot be kept may be made anew: a control plane, whose API is empty then. One that is not where the state knows
    /// it may be forgotten.
    case replace
    /// The estate's guards on how much one plan may delete or replace do not count.
    case massDeletion = "mass-deletion"
    /// A workspace may be taken away where it is, or under the id it had, though its specification wants it elsewhere: its API is
    /// empty there.
    case relocate
    /// What another estate keeps may be taken over where the specification adopts.
    case adoptForeign = "adopt-foreign"

    /// How a user gives it.
    package var option: String { "--allow \(rawValue)" }
}
