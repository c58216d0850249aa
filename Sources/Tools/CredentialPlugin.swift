/// The program a kubeconfig names to get credentials from (`exec`, client.authentication.k8s.io).
package struct CredentialPlugin: Sendable {
    private let tool: Tool
    private let arguments: [String]
    private let environment: [String: String]

    /// `environment` is what the kubeconfig lists; `hint` its `installHint`.
    package init(command: String, arguments: [String], environment: [String: String], hint: String? = nil) {
        tool = Tool(command, installation: hint)
        self.arguments = arguments
        self.environment = environment
    }

    /// The `ExecCredential` that the program prints for `information`, the JSON of `KUBERNETES_EXEC_INFO`.
    package func credential(
        for information: String, limits: Tool.Limits = .init(time: .seconds(30), output: 1 << 20)
    ) async throws -> [UInt8] {
        var environment = environment
        environment["KUBERNETES_EXEC_INFO"] = information
        return try await tool.run(
            arguments, environment: environment, limits: limits, purpose: "get credentials for a cluster")
    }
}
