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
    /// The range that its mark names, whether that part of it exists or not; nil where marks name none.
    var plannedCIDR: String?
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
    init(_ write: Write, form: Form, for purpose: Purpose) throws {
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

    /// Throws where an item that is there is another's.
    ///
    /// `isSeen`: it was observed, and judged to be Berth's: by the identity that the state recorded, where its mark is gone.
    /// `adopts`: it is taken over from whoever has it.
    func checkOwner(_ estate: String, isSeen: Bool, adopts: Bool = false, for purpose: Purpose) throws {
        guard !adopts || !isSeen else { return }
        let isMarked = heritage?.isBerth == true
        guard isMarked ? heritage?.estate != estate : !isSeen else { return }
        let owner = heritage?.estate.map { "the estate \($0) keeps it" } ?? "it does not carry Berth's mark"
        throw purpose.error(.notOwned, owner, hint: "give it another name at the provider, or remove it there")
    }

    /// Throws where the item is not any more what was observed.
    ///
    /// Its state may have moved on, and parts that were missing may have come: an earlier attempt goes on by itself.
    func checkUnchanged(since observed: Observation, for purpose: Purpose) throws {
        let spec = value["spec"]
        let isUnchanged = (observed.value["spec"]?.object ?? [:]).allSatisfy { spec?[$0.key] == $0.value }
        guard observed.uid == id, value["metadata"] == observed.value["metadata"], isUnchanged else {
            throw purpose.error(.changed, "it is not what was observed any more", hint: "plan again")
        }
    }

    /// Throws where a write would change what the provider keeps for good; parts that are missing may be made.
    func checkImmutable(_ desired: NetworkItem, at provider: String, for purpose: Purpose) throws {
        for (field, old, new) in [("cidr", cidr, desired.cidr), (form.siteField, site, desired.site)] {
            guard let old, old != new else { continue }
            throw purpose.error(
                .rejected, "spec.\(field) is immutable at \(provider): \(old) cannot become \(new ?? "nothing")",
                hint: "the network must be replaced")
        }
    }

    func isKept(by estate: String) -> Bool { heritage?.isBerth == true && heritage?.estate == estate }

    /// The one that a name means: the estate's, else somebody else's; nil where there is none.
    ///
    /// Marks may have been copied: what bears another name at the provider than its mark says is the copy where one bears
    /// its own. What is being deleted counts only where nothing else is there. Throws where that leaves several.
    static func one(
        of items: [NetworkItem], keptBy estate: String, for purpose: Purpose
    ) throws -> NetworkItem? {
        var own = items.filter { $0.isKept(by: estate) }
        for isPreferred in [{ !$0.isBeingDeleted }, { $0.nameThere == $0.name }] as [(NetworkItem) -> Bool] {
            let preferred = own.filter(isPreferred)
            if own.count > 1, !preferred.isEmpty { own = preferred }
        }
        guard own.count < 2 else {
            throw purpose.error(
                .other, "several carry its mark: \(own.map(\.id).sorted().joined(separator: ", "))",
                hint: "remove the mark from all but one of them")
        }
        return own.first ?? items.min { $0.id < $1.id }
    }

    /// The item of each name among these, sorted by name. Where several could be the one, it is unknown, and the others are
    /// not.
    static func survey(of items: [NetworkItem], keptBy estate: String, at api: ProviderAPI) -> Survey {
        var survey = Survey()
        for (name, items) in Dictionary(grouping: items, by: \.name).sorted(by: { $0.key < $1.key }) {
            do {
                let item = try one(of: items, keptBy: estate, for: api.purpose("find", name))
                if let item { survey.observations.append(item.observation(api.provider)) }
            } catch {
                let key = ItemKey(place: .provider(api.provider), kind: kind.kind, name: name)
                survey.unknown[key] = (error as? BackendError)?.message ?? "\(error)"
            }
        }
        return survey
    }

    /// The item of a key in a survey; nil where it does not exist. Throws where it is not known.
    static func one(_ key: ItemKey, in survey: Survey, for purpose: Purpose) throws -> Observation? {
        if let reason = survey.unknown[key] { throw purpose.error(.other, reason) }
        return survey.observations.first { $0.key == key }
    }
}
