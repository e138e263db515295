// swift-tools-version:6.2
import PackageDescription

// A package of its own, so that building and testing the program never builds these.
let package = Package(
    name: "benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "prongsai", path: ".."),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    ],
    targets: [
        .executableTarget(
            name: "ReportBenchmark",
            dependencies: [.product(name: "Documents", package: "prongsai")]),
        .executableTarget(name: "ScoreBenchmark", dependencies: [.product(name: "ITA", package: "prongsai")]),
        // The labelled set is the tests' own: its files are linked into this target's folder.
        .executableTarget(
            name: "WatchBenchmark",
            dependencies: [.product(name: "Documents", package: "prongsai"), .product(name: "Watch", package: "prongsai")]),
        .executableTarget(name: "LoopbackSite"),
        // The program's own way to SQLite: its files are linked into this target's folder.
        .executableTarget(name: "WriteBenchmark", dependencies: [.product(name: "GRDB", package: "GRDB.swift")]),
    ],
    swiftLanguageModes: [.v6]
)
