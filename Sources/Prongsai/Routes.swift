/// Every path of the product, with who may use it: the map of the web application.
enum Routes {
    static let all: [Route] = [
        HomeRoutes.all, SetUpRoutes.all, SignInRoutes.all,
        StandingRoutes.all,
        PeopleRoutes.all, UnitRoutes.all, PeopleListRoutes.all, HandOverRoutes.all, YearRoutes.all, AgencyRoutes.all,
        AgencyListRoutes.all, OrderRoutes.all, BelowRoutes.all, AccountRoutes.all, ForgottenRoutes.all,
        NoticeRoutes.all,
        APIRoutes.all,
    ].flatMap { $0 }
}
