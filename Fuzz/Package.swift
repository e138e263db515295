// swift-tools-version:6.2
import PackageDescription

// A package of its own, so that building the program never builds these: they link only with libFuzzer.
let library: [SwiftSetting] = [.unsafeFlags(["-parse-as-library"])]
let documents: Target.Dependency = .product(name: "Documents", package: "prongsai")

let package = Package(
    name: "fuzz",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "prongsai", path: "..")],
    targets: [
        .target(name: "FuzzInput"),
        .executableTarget(name: "FuzzDOCX", dependencies: [documents, "FuzzInput"], swiftSettings: library),
        .executableTarget(name: "FuzzXLSX", dependencies: [documents, "FuzzInput"], swiftSettings: library),
        .executableTarget(name: "FuzzCSV", dependencies: [documents], swiftSettings: library),
        .executableTarget(name: "FuzzImageHeader", dependencies: [documents], swiftSettings: library),
    ],
    swiftLanguageModes: [.v6]
)
