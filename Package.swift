// swift-tools-version:6.2
import PackageDescription

let package = Package(
    name: "prongsai",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "prongsai", targets: ["Prongsai"]),
        .library(name: "Documents", targets: ["Documents"]),
        .library(name: "HTML", targets: ["HTML"]),
        .library(name: "ITA", targets: ["ITA"]),
        .library(name: "Watch", targets: ["Watch"]),
    ],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    ],
    targets: [
        .executableTarget(
            name: "Prongsai",
            dependencies: [
                "CArchive", "CPango", "CPost", "CPostgres", "CVips", "Child", "Documents", "HTML", "ITA",
                "Watch",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Yams", package: "Yams"),
            ]),
        .target(
            name: "Documents",
            dependencies: ["CArchive", "CPango", "CPhoto", "CQPDF", "CQR", "CXlsx", "HTML", "ITA"]),
        .target(name: "Watch", dependencies: ["CCurl", "CLimits", "CZlib", "Documents"]),
        .target(name: "Child", dependencies: ["CLimits"]),
        .target(name: "ITA"),
        .target(name: "HTML"),

        .systemLibrary(name: "CArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev", "libssl-dev"])]),
        .systemLibrary(name: "CPango", pkgConfig: "pangocairo", providers: [.apt(["libpango1.0-dev"])]),
        .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CQPDF", pkgConfig: "libqpdf", providers: [.apt(["libqpdf-dev"])]),
        .systemLibrary(name: "CQR", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
        .systemLibrary(name: "CVips", pkgConfig: "vips", providers: [.apt(["libvips-dev"])]),
        .systemLibrary(name: "CXlsx", pkgConfig: "xlsxwriter", providers: [.apt(["libxlsxwriter-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "CLimits"),  // between fork and exec only C is safe
        .target(name: "CPhoto", dependencies: ["CVips"]),  // libvips' operations are variadic, which Swift cannot call
        .target(name: "CPost", dependencies: ["CCurl"]),  // and so is libcurl's way of setting options

        .testTarget(name: "ITATests", dependencies: ["ITA"]),
        .testTarget(
            name: "DocumentsTests", dependencies: ["Child", "Documents", "HTML", "ITA"],
            exclude: ["Fixtures", "Golden"]),
        .testTarget(name: "WatchTests", dependencies: ["Child", "Documents", "Watch"], exclude: ["Server"]),
        .testTarget(name: "ProngsaiTests", dependencies: ["Child", "Prongsai", "Watch"]),
    ],
    swiftLanguageModes: [.v6]
)
