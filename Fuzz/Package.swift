// swift-tools-version:6.2
import PackageDescription

// A package of its own, so that building the program never builds these: they link only with libFuzzer.
let library: [SwiftSetting] = [.unsafeFlags(["-parse-as-library"])]
let documents: Target.Dependency = .product(name: "Documents", package: "prongsai")
let watch: Target.Dependency = .product(name: "Watch", package: "prongsai")

let package = Package(
    name: "fuzz",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "prongsai", path: ".."),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    ],
    targets: [
        .target(name: "FuzzInput"),
        .executableTarget(name: "FuzzDOCX", dependencies: [documents, "FuzzInput"], swiftSettings: library),
        .executableTarget(name: "FuzzXLSX", dependencies: [documents, "FuzzInput"], swiftSettings: library),
        .executableTarget(name: "FuzzCSV", dependencies: [documents], swiftSettings: library),
        .executableTarget(name: "FuzzText", dependencies: [documents], swiftSettings: library),
        // The reader of editions lives in the program; its files are linked into this target's folder.
        .executableTarget(
            name: "FuzzEdition",
            dependencies: [
                .product(name: "ITA", package: "prongsai"), .product(name: "Yams", package: "Yams"),
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: library),
        // Forms of the web application, by the program's own files too.
        .executableTarget(
            name: "FuzzForm",
            dependencies: [.product(name: "ITA", package: "prongsai"), .product(name: "Yams", package: "Yams")],
            swiftSettings: library),
        // What reads along with the checker of a disclosure, by the program's own files.
        .executableTarget(
            name: "FuzzCheck",
            dependencies: [
                documents, watch, .product(name: "HTML", package: "prongsai"), .product(name: "ITA", package: "prongsai"),
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: library),
        // The reader of an agency's page of disclosures, by the program's own files.
        .executableTarget(
            name: "FuzzDisclosures",
            dependencies: [
                watch, .product(name: "ITA", package: "prongsai"), .product(name: "Yams", package: "Yams"),
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: library),
        .executableTarget(name: "FuzzPage", dependencies: [watch], swiftSettings: library),
        .executableTarget(name: "FuzzWARC", dependencies: [watch], swiftSettings: library),
        .executableTarget(name: "FuzzDates", dependencies: [watch], swiftSettings: library),
        .executableTarget(name: "FuzzAddress", dependencies: [watch], swiftSettings: library),
        .executableTarget(name: "FuzzImageHeader", dependencies: [documents], swiftSettings: library),
    ],
    swiftLanguageModes: [.v6]
)
