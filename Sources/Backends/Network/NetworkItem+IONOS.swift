import Document
import Resources

extension NetworkItem {
    /// A data center and its LANs as IONOS shows them; nil where it is none.
    ///
    /// The marks, the name in the plan and the address range stand in the description. The range counts as there only
    /// when the private LAN is: a data center whose LAN is missing lacks it.
    init?(ionos datacenter: Value, lans: [Value]) {
        let properties = datacenter["properties"]
        guard let id = datacenter["id"]?.string, let name = properties?["name"]?.string else { return nil }
        let metadata = datacenter["metadata"]
        let state = metadata?["state"]?.string ?? "UNKNOWN"
        var heritage = properties?["description"]?.string.flatMap { Heritage($0) }
        let planned = heritage?.members.removeValue(forKey: "name")
        let cidr = heritage?.members.removeValue(forKey: "cidr")
        self.init(
            form: IONOSNetworks.form, name: planned ?? name, nameThere: name, id: id, heritage: heritage, cidr: nil,
            site: properties?["location"]?.string, state: state, isBeingDeleted: state == "DEALLOCATING")
        plannedCIDR = cidr
        guard let lan = lan(among: lans) else { return }
        self.cidr = cidr
        // The data center may be done before its LAN is.
        if state == "AVAILABLE", lan["metadata"]?["state"]?.string == "BUSY" { self.state = "BUSY" }
    }

    /// The private LAN that belongs to it, by its name.
    func lan(among lans: [Value]) -> Value? {
        lans.first { $0["properties"]?["name"]?.string == name && $0["properties"]?["public"]?.bool != true }
    }

    /// The text of the description that carries the marks; throws where it cannot.
    func ionosDescription(for purpose: Purpose) throws -> String {
        guard var heritage, let cidr else { throw purpose.error(.rejected, "it has no marks") }
        heritage.members["name"] = name
        heritage.members["cidr"] = cidr
        return heritage.text
    }
}
