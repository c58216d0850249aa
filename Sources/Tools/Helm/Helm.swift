/// The program `helm`, versions 3 and 4: renders charts, and fetches them.
///
/// Rendering is cut off: it gets no variables of this process but `PATH`, an empty home and no repositories, plugins or
/// kubeconfig, and, where the system lets it, a network namespace of its own, in which there is nothing to connect to.
package struct Helm: Sendable {
    private let tool: Tool
    private let home: String
    /// The command that takes the network away; empty where the system allows none. Then proxies that lead nowhere stand for
    /// it: helm itself connects to nothing when it renders a folder.
    private let isolation: [String]
    private let limits: Tool.Limits

    /// How the program is called in messages.
    package var program: String { tool.program }
    package let version: HelmVersion

    package static let installation =
        "get helm 3.8 or newer from https://helm.sh, or name it in the estate: `tools: {helm: path}`"

    /// Finds out which version a program is and how it can be cut off; `home` is an empty folder that it may write to, `limits`
    /// what rendering one chart may cost.
    ///
    /// Throws `ToolError` where it is not there, does not answer, or is too old.
    package init(program: String = "helm", home: String, limits: Tool.Limits = Helm.limits) async throws {
        self.limits = limits
        tool = Tool(program, installation: Self.installation)
        self.home = home
        let purpose = "find out the version of helm"
        let answer = try await tool.run(
            ["version", "--short"], environment: Self.environment(home: home), surroundings: .bare,
            limits: Tool.Limits(time: .seconds(30), output: 1 << 16), purpose: purpose)
        let text = String(decoding: answer, as: UTF8.self)
        guard let version = HelmVersion(printed: text) else {
            throw ToolError(program, purpose, .unusable("does not say its version; \(Self.installation)"))
        }
        guard version >= .oldest else {
            throw ToolError(program, purpose, .unusable("is version \(version), too old; \(Self.installation)"))
        }
        self.version = version
        isolation = await Self.isolation()
    }

    /// What rendering one chart may cost by default.
    package static let limits = Tool.Limits(time: .seconds(60), output: 64 << 20)

    /// The objects of a chart, as YAML with `# Source:` comments, hooks included and test hooks left out.
    ///
    /// `values` is JSON. `apiVersions` adds to those that helm itself knows. Throws `ToolError`.
    package func template(
        chart: String, release: String, namespace: String, values: [UInt8], kubeVersion: String,
        apiVersions: [String] = [], includesCRDs: Bool = true, purpose: String
    ) async throws -> [UInt8] {
        var arguments = [
            "template", release, chart, "--namespace", namespace, "--values", "-", "--kube-version", kubeVersion,
            "--skip-tests",
        ]
        if includesCRDs { arguments.append("--include-crds") }
        // In parts: the system bounds each argument (128 KiB), and clusters with many definitions serve thousands of kinds.
        for start in stride(from: 0, to: apiVersions.count, by: 500) {
            arguments += [
                "--api-versions", apiVersions[start..<min(start + 500, apiVersions.count)].joined(separator: ","),
            ]
        }
        let runner = isolation.first.map { Tool($0) } ?? tool
        var environment = Self.environment(home: home)
        for name in ["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
            environment[name] = "http://127.0.0.1:1"
        }
        do {
            return try await runner.run(
                isolation.dropFirst() + (isolation.isEmpty ? [] : [tool.program]) + arguments, input: values,
                environment: environment, surroundings: .bare, limits: limits, purpose: purpose)
        } catch var error as ToolError {
            error.program = tool.program
            throw error
        }
    }

    /// Fetches a packed chart into a folder: from a repository by URL, or by `oci://…`; `environment` is what the user has
    /// for that: proxies, registry credentials.
    package func pull(_ arguments: [String], into folder: String) async throws {
        _ = try await tool.run(
            ["pull"] + arguments + ["--destination", folder],
            limits: Tool.Limits(time: .seconds(120), output: 1 << 20), purpose: "fetch the chart")
    }

    private static func environment(home: String) -> [String: String] {
        var environment = ["HOME": home, "HELM_NO_PLUGINS": "1", "KUBECONFIG": "\(home)/kubeconfig"]
        for name in ["HELM_CACHE_HOME", "HELM_CONFIG_HOME", "HELM_DATA_HOME", "HELM_PLUGINS", "TMPDIR"] {
            environment[name] = home
        }
        for name in ["XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"] { environment[name] = home }
        return environment
    }

    /// The program and options that run another without a network; empty where that is not possible here.
    private static func isolation() async -> [String] {
        let command = ["unshare", "--net", "--map-root-user", "--"]
        do {
            _ = try await Tool(command[0]).run(
                command.dropFirst() + ["true"], surroundings: .bare,
                limits: Tool.Limits(time: .seconds(5), output: 1 << 16), purpose: "run without a network")
            return command
        } catch {
            return []
        }
    }
}
