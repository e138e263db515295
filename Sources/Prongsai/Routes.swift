/// Every path of the product, with who may use it: the map of the web application.
enum Routes {
    static let all: [Route] = [
        HomeRoutes.all, SetUpRoutes.all, SignInRoutes.all,
        StandingRoutes.all,
        RoundRoutes.all, PreviewRoutes.all, PublicationRoutes.all, JournalRoutes.all,
        PublicRoutes.all, VerifyRoutes.all,
        APIRoutes.all,
    ].flatMap { $0 }
}
