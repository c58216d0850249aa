import Document
import Resources

/// A managed network as an item, whatever the provider.
struct NetworkItem: Sendable, Hashable {
    static let kind = ItemKind(apiVersion: "", kind: "Network")

    /// What tells the providers' items apart.
    struct Form: Sendable, Hashable {
        /// `spec.type`.
        var type: String
        /// The field of `spec` that says where the network is.
        var siteField: String
    }

    var form: Form
    /// The name in the plan.
    var name: String
    /// The name it bears at the provider, where people may rename it.
    var nameThere: String
    /// The provider's id; empty before it is made.
    var id = ""
    /// Who keeps it; nil where it has no mark.
    var heritage: Heritage?
    /// Nil where this part of it does not exist.
    var cidr: String?
    var site: String?
    var state = ""
    var isBeingDeleted = false

    init(
        form: Form, name: String, nameThere: String, id: String, heritage: Heritage?, cidr: String?, site: String?,
        state: String, isBeingDeleted: Bool = false
    ) {
        self.form = form
        self.name = name
        self.nameThere = nameThere
        self.id = id
        self.heritage = heritage
        self.cidr = cidr
        self.site = site
        self.state = state
        self.isBeingDeleted = isBeingDeleted
    }

    /// What a write asks for.
    init(_ write: Write, form: Form, for purpose: ProviderAPI.Purpose) throws {
        let spec = write.body["spec"]
        guard spec?["type"]?.string == form.type else {
            throw purpose.error(.rejected, "spec.type is not \(form.type)")
        }
        guard let cidr = spec?["cidr"]?.string, !cidr.isEmpty else {
            throw purpose.error(.rejected, "spec.cidr is not set")
        }
        guard let site = spec?[form.siteField]?.string, !site.isEmpty else {
            throw purpose.error(.rejected, "spec.\(form.siteField) is not set")
        }
        guard let heritage = Heritage(marksOf: write.body), heritage.resource?.workspace != nil else {
            throw purpose.error(.rejected, "its marks do not fit what the provider can keep")
        }
        self.form = form
        name = write.key.name
        nameThere = write.key.name
        self.heritage = heritage
        self.cidr = cidr
        self.site = site
    }

    /// The item as an observation shows it.
    var value: Value {
        let marks = heritage?.marks ?? (labels: [:], annotations: [:])
        var value: Value = [
            "metadata": [
                "name": .string(nameThere), "labels": .object(marks.labels), "annotations": .object(marks.annotations),
            ],
            "spec": ["type": .string(form.type)],
        ]
        if !id.isEmpty { value[["metadata", "uid"]] = .string(id) }
        if isBeingDeleted { value[["metadata", "deletionTimestamp"]] = .string(state) }
        if let cidr { value[["spec", "cidr"]] = .string(cidr) }
        if let site { value[Path([.key("spec"), .key(form.siteField)])] = .string(site) }
        if !state.isEmpty { value[["status", "state"]] = .string(state) }
        return value
    }

    /// The observation of it at a provider.
    func observation(_ provider: String) -> Observation {
        Observation(key: ItemKey(place: .provider(provider), kind: Self.kind.kind, name: name), value: value)
    }

    /// Throws unless an item that is there is this estate's.
    func checkOwner(_ estate: String, for purpose: ProviderAPI.Purpose) throws {
        guard heritage?.isBerth != true || heritage?.estate != estate else { return }
        let owner = heritage?.estate.map { "the estate \($0) keeps it" } ?? "it does not carry Berth's mark"
        throw purpose.error(.notOwned, owner, hint: "give it another name at the provider, or remove it there")
    }

    /// Throws where the item is not any more what was observed; its state may have moved on.
    func checkUnchanged(since observed: Observation, for purpose: ProviderAPI.Purpose) throws {
        guard observed.uid == id, value["metadata"] == observed.value["metadata"],
            value["spec"] == observed.value["spec"]
        else { throw purpose.error(.changed, "it is not what was observed any more") }
    }
}
