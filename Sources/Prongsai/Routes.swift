/// Every path of the product, with who may use it: the map of the web application.
enum Routes {
    static let all: [Route] = [
        HomeRoutes.all, SetUpRoutes.all, SignInRoutes.all,
        StandingRoutes.all, WhatIfRoutes.all, ScoresRoutes.all, PlanRoutes.all, CarryRoutes.all, ImportRoutes.all,
        APIRoutes.all,
    ].flatMap { $0 }
}
