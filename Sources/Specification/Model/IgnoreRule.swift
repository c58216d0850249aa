import Diagnostics
import Document

/// A leaf that an operator leaves to others: set when the item is made, then neither compared nor changed.
package struct IgnoreRule: Sendable, Hashable {
    /// The resource it is about: an address such as `payments/application/web`, in which `*` stands for any part;
    /// nil: every resource of the application that names the rule.
    package var address: String?
    /// `Deployment`, `Deployment/web`, `Widget.shop.example.com/db`; nil: every item.
    package var item: String?
    package var path: Path
    /// Who sets it instead; shown in plans.
    package var reason: String
    package var declaredAt: SourceLocation

    package init(
        address: String? = nil, item: String? = nil, path: Path, reason: String, declaredAt: SourceLocation
    ) {
        self.address = address
        self.item = item
        self.path = path
        self.reason = reason
        self.declaredAt = declaredAt
    }
}
