/// Every path of the product, with who may use it: the map of the web application.
enum Routes {
    static let all: [Route] = [
        HomeRoutes.all, SetUpRoutes.all, SignInRoutes.all,
        StandingRoutes.all,
        JobRoutes.all, CalendarRoutes.all, WebhookRoutes.all, OpenIDRoutes.all, MetricsRoutes.all,
        RecordRoutes.all, ResultRoutes.all, UploadRoutes.all, EvidenceRoutes.all,
        ContributionRoutes.all, GiveRoutes.all,
        StandingRoutes.all, WhatIfRoutes.all, ScoresRoutes.all, PlanRoutes.all, CarryRoutes.all, ImportRoutes.all,
        RoundRoutes.all, PreviewRoutes.all, PublicationRoutes.all, JournalRoutes.all,
        PublicRoutes.all, VerifyRoutes.all,
        PeopleRoutes.all, UnitRoutes.all, PeopleListRoutes.all, HandOverRoutes.all, YearRoutes.all, AgencyRoutes.all,
        AgencyListRoutes.all, OrderRoutes.all, BelowRoutes.all, AccountRoutes.all, ForgottenRoutes.all,
        NoticeRoutes.all,
        APIRoutes.all,
    ].flatMap { $0 }
}
