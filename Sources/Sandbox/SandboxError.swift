/// Why the sandbox could not do what was asked: what was attempted, on what, the cause.
package enum SandboxError: Error, Sendable, Hashable, CustomStringConvertible {
    case notLoopback(String)
    case badNetwork(String)
    case cannotListen(address: String, port: Int, cause: String)
    case file(action: String, path: String, cause: String)
    case damagedJournal(path: String, line: Int, cause: String)
    case damagedTable(String, cause: String)
    case noSandbox(directory: String)
    case addressesExhausted(network: String)
    case certificate(subject: String, cause: String)
    case badArgument(String)
    case notRunning(directory: String)
    case alreadyRunning(directory: String, pid: Int32)
    case didNotAnswer(directory: String, cause: String)

    package var description: String {
        switch self {
        case .notLoopback(let address):
            "cannot listen at \(address): the sandbox stays on loopback (127.0.0.0/8)"
        case .badNetwork(let text):
            "cannot use the network \(text): write a /16 below 127.0.0.0/8, such as 127.66.0.0/16"
        case .cannotListen(let address, let port, let cause):
            "cannot listen at \(address):\(port): \(cause); another sandbox may live there: choose another --network"
        case .file(let action, let path, let cause): "cannot \(action) \(path): \(cause)"
        case .damagedJournal(let path, let line, let cause): "cannot read \(path):\(line): \(cause)"
        case .noSandbox(let directory): "there never was a sandbox in \(directory); nothing was removed"
        case .damagedTable(let name, let cause): "cannot read the journal's table \(name): \(cause)"
        case .addressesExhausted(let network): "no LoadBalancer address is left in \(network)"
        case .certificate(let subject, let cause): "cannot issue a certificate for \(subject): \(cause)"
        case .badArgument(let message): message
        case .notRunning(let directory): "no sandbox runs in \(directory)"
        case .alreadyRunning(let directory, let pid): "a sandbox runs in \(directory) already (process \(pid))"
        case .didNotAnswer(let directory, let cause):
            "the sandbox in \(directory) did not come up: \(cause)"
        }
    }
}
