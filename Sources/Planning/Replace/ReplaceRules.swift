import Resources

/// Whether an object that cannot be changed in place is deleted and made anew: a pure function of what the specification, the
/// object and the operator say.
struct ReplaceRules {
    enum Verdict: Hashable {
        case replaced
        /// It is not, with what to do about it.
        case kept(hint: String)
    }

    let item: Item
    let address: ResourceAddress
    /// What the application says; nil where it says nothing, or there is none.
    let application: ReplacePolicy?
    /// The resources that `--replace` names.
    let requested: Set<ResourceAddress>

    /// What goes for the item: the object's own word, that of its application, what is usual for its kind.
    var policy: ReplacePolicy {
        guard !item.key.holdsOthers else { return .never }
        guard let text = annotation else {
            let usual = application ?? ReplacePolicy(usualFor: item.key.itemKind)
            // A chart that wants an object to outlive its release has something in it that is worth that.
            return usual == .automatically && isKept ? .onRequest : usual
        }
        // What is misspelt asks for nothing to be deleted.
        return ReplacePolicy(rawValue: text) ?? .never
    }

    var verdict: Verdict {
        switch policy {
        case .automatically: return .replaced
        case .onRequest where requested.contains(address): return .replaced
        case .onRequest:
            let consent = isControlPlane ? " \(Consent.replace.option)" : ""
            return .kept(
                hint: "\(settlement), or plan with --replace \(address)\(consent), which deletes it and makes it anew"
                    + (isControlPlane ? " with an empty API" : ""))
        case .never: return .kept(hint: refusal)
        }
    }

    /// What to do where nothing is to be lost; a claim that somebody enlarged does not get smaller again.
    private var settlement: String {
        item.key.isClaim ? "set it back (where it was enlarged: to the size that it has)" : "set it back"
    }

    private var refusal: String {
        if item.key.holdsOthers {
            return "set it back: all that is in it would go along, so that it is never made anew"
        }
        guard let text = annotation else { return "set it back: its application says `replace: never`" }
        guard ReplacePolicy(rawValue: text) == nil else {
            return "set it back: it is annotated \(Item.Mark.replaceAnnotation): never"
        }
        let known = ReplacePolicy.allCases.map(\.rawValue).joined(separator: ", ")
        return "set it back, or mend its annotation \(Item.Mark.replaceAnnotation): `\(text)` is none of \(known)"
    }

    private var isKept: Bool { Observation(key: item.key, value: item.desired).isKept }

    private var isControlPlane: Bool { item.key.itemKind == TenantLocation.controlPlaneKind }

    private var annotation: String? {
        item.desired["metadata"]?["annotations"]?[Item.Mark.replaceAnnotation]?.string
    }
}
