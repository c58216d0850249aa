import Resources
import Specification

extension Estate {
    /// Whether the estate has the place of an item at all: the state may know some that it names no more.
    func has(_ key: ItemKey) -> Bool {
        switch key.place {
        case .management(let name): managementCluster(named: name) != nil
        case .provider(let name): computeProvider(named: name) != nil
        case .tenant, .dns: true
        }
    }
}
