import Kubernetes
import Resources

extension ItemCondition {
    init(_ readiness: Readiness) {
        self =
            switch readiness {
            case .ready: .ready
            case .inProgress(let reason): .inProgress(reason)
            case .failed(let reason): .failed(reason)
            case .terminating: .terminating
            }
    }
}
