// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
]

/// What `berth init` writes of `templates`, by its names there.
let embedded =
    ["namespace", "tenant-control-plane", "integration-load-balancer", "rbac", "secret-hcloud"].map { "\($0).yaml" }
    + ["github", "forgejo"].flatMap { forge in ["plan", "apply", "drift"].map { "pipelines/\(forge)-\($0).yaml" } }
    + ["pipelines/gitlab.yml"]

/// A target of `Sources/<name>`; it may import only targets listed before it.
func module(
    _ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = [], embedding files: [String] = []
) -> Target {
    .target(
        name: name, dependencies: dependencies, exclude: exclude, resources: files.map { .embedInCode($0) },
        swiftSettings: settings)
}

/// The tests of one target, in `Tests/<name>Tests`.
func tests(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.byName(name: name)] + dependencies, exclude: exclude,
        swiftSettings: settings)
}

let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let heap = Target.Dependency.product(name: "HeapModule", package: "swift-collections")
let deque = Target.Dependency.product(name: "DequeModule", package: "swift-collections")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let asn1 = Target.Dependency.product(name: "SwiftASN1", package: "swift-asn1")
let certificates = Target.Dependency.product(name: "X509", package: "swift-certificates")
let nio = ["NIOCore", "NIOPosix", "NIOHTTP1"].map { Target.Dependency.product(name: $0, package: "swift-nio") }
let nioSecure = [
    Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl"),
    Target.Dependency.product(name: "NIOHTTP2", package: "swift-nio-http2"),
]
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")

let package = Package(
    name: "berth",
    products: [
        .executable(name: "berth", targets: ["berth"]),
        .executable(name: "berth-sandbox", targets: ["berth-sandbox"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-asn1.git", from: "1.7.1"),
        .package(url: "https://github.com/apple/swift-certificates.git", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-collections.git", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-http2.git", from: "1.46.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.6"),
        // Without its default trait, which would link Foundation.
        .package(url: "https://github.com/swiftlang/swift-subprocess.git", from: "1.0.2", traits: []),
    ],
    targets: [
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CGit2", pkgConfig: "libgit2", providers: [.apt(["libgit2-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        module("Bounds"),
        module("Files", ["CZlib"]),
        module("Diagnostics"),
        module("Document", [crypto]),
        module("Redaction", ["Document"]),
        module("Schemas", ["Diagnostics", "Document"]),
        module("YAML", ["CYAML", "Diagnostics", "Document"]),
        module("HTTP", ["CCurl", "Diagnostics"]),
        module("Git", ["CGit2", "Files"]),
        module("Tools", ["Bounds", "Files", "Diagnostics", "Document", "Redaction", crypto, subprocess]),
        module("Resources", ["Diagnostics", "Document", "Schemas"]),
        module("Specification", ["Files", "Diagnostics", "Document", "Schemas", "YAML", "Resources"]),
        module("Composition", ["Diagnostics", "Document", "YAML", "Resources", "Specification"]),
        module("State", ["Diagnostics", "Document", "Git", "Tools", "Resources", crypto]),
        module("Kubernetes", ["Bounds", "Diagnostics", "Document", "Redaction", "YAML", "HTTP"]),
        module(
            "Backends",
            [
                "Files", "Diagnostics", "Document", "Redaction", "YAML", "HTTP", "Tools", "Resources", "Specification",
                "State", "Kubernetes",
            ]),
        module(
            "Planning",
            ["Diagnostics", "Document", "Schemas", "Resources", "Specification", "Composition", "State", "Kubernetes"]),
        module(
            "Charts",
            [
                "Files", "Diagnostics", "Document", "YAML", "Tools", "Resources", "Specification", "Composition",
                "Planning",
            ]),
        module(
            "Execution",
            [
                "Diagnostics", "Document", "Redaction", "Resources", "Specification", "State", "Kubernetes", "Backends",
                "Planning", deque, heap,
            ]),
        module("Reports", ["Diagnostics", "Document", "YAML", "Resources", "State", "Planning", "Execution"]),
        module(
            "Commands",
            [
                "Bounds", "Files", "Diagnostics", "Document", "Redaction", "YAML", "HTTP", "Git", "Tools", "Resources",
                "Specification",
                "Composition", "State", "Kubernetes", "Backends", "Planning", "Charts", "Execution", "Reports",
                arguments,
            ],
            // A link, so that what is written is what is tested here.
            exclude: ["applications", "policies", "rbac", "runner"].map { "Init/Templates/\($0)" },
            embedding: embedded.map { "Init/Templates/\($0)" }),
        module(
            "SandboxAPI", ["Diagnostics", "Document", "Schemas", "YAML", "Kubernetes", crypto],
            exclude: ["README.md"]),
        .executableTarget(name: "berth", dependencies: ["Commands"], swiftSettings: settings),
        module(
            "Sandbox", ["Document", "SandboxAPI", asn1, certificates, crypto] + nio + nioSecure, exclude: ["README.md"]),
        .executableTarget(
            name: "berth-sandbox", dependencies: ["Document", "Sandbox", arguments], swiftSettings: settings),

        .target(
            name: "TestSupport",
            dependencies: ["Diagnostics", "Document", "Kubernetes", "Resources", "Specification", "Tools", "YAML"],
            path: "Tests/TestSupport", swiftSettings: settings),
        // What `make bench` measures with.
        .executableTarget(
            name: "benchmark",
            dependencies: [
                "CCurl", "Diagnostics", "Document", "Files", "Kubernetes", "Resources", "Specification", "Composition",
                "State", "Planning", "Execution", "TestSupport", arguments,
            ],
            path: "Tests/Benchmark/Programs", swiftSettings: settings),

        tests("Files", ["TestSupport"]),
        tests("Diagnostics"),
        tests("Document"),
        tests("Redaction", ["Document"]),
        tests("Schemas", ["TestSupport"]),
        tests("YAML"),
        tests("HTTP", ["TestSupport"]),
        tests("Git", ["TestSupport"]),
        tests("Tools", ["TestSupport"]),
        tests("Resources", ["TestSupport"]),
        tests("Specification"),
        tests("Composition", ["TestSupport"]),
        tests("State", ["Git", "Tools", "TestSupport"]),
        tests("Kubernetes", ["TestSupport"]),
        tests("Backends", ["Sandbox", "SandboxAPI", "TestSupport"]),
        tests("Planning", ["TestSupport"]),
        tests("Charts", ["Composition", "Files", "Specification", "TestSupport", "Tools"]),
        tests("Execution", ["Git", "Tools", "TestSupport"]),
        tests("Reports", exclude: ["Golden"]),
        tests("Commands", ["TestSupport"]),
        tests("SandboxAPI", ["TestSupport"]),
        tests("Sandbox", ["SandboxAPI", "TestSupport"]),
        .testTarget(
            name: "EndToEndTests", dependencies: ["Document", "TestSupport", "berth", "berth-sandbox"],
            exclude: ["Kubectl/Transcripts", "Browser/browse.py"], swiftSettings: settings),
    ]
)
