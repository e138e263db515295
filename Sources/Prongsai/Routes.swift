/// Every path of the product, with who may use it: the map of the web application.
enum Routes {
    static let all: [Route] = [
        // Open to everybody.
        HomeRoutes.all, SetUpRoutes.all, SignInRoutes.all, OpenIDRoutes.all, ForgottenRoutes.all, PublicRoutes.all,
        VerifyRoutes.all, GiveRoutes.all, MetricsRoutes.all, SiteRoutes.all,
        // One's own.
        AccountRoutes.all, NoticeRoutes.all, CalendarRoutes.all, JobRoutes.all,
        // From the scores to the plan.
        StandingRoutes.all, WhatIfRoutes.all, ScoresRoutes.all, PlanRoutes.all, AssignRoutes.all, CarryRoutes.all,
        ImportRoutes.all,
        // From the result to the report.
        RecordRoutes.all, ResultRoutes.all, UploadRoutes.all, EvidenceRoutes.all,
        RowEvidenceRoutes.all, ContributionRoutes.all,
        RoundRoutes.all, PreviewRoutes.all, PublicationRoutes.all, JournalRoutes.all,
        // What must be open to the public: listed, checked by a second person, published, watched.
        DisclosureRoutes.all, DisclosureImportRoutes.all, CheckRoutes.all, DisclosurePageRoutes.all, WatchRoutes.all,
        // Who is who.
        PeopleRoutes.all, UnitRoutes.all, PeopleListRoutes.all, HandOverRoutes.all, OrderRoutes.all, YearRoutes.all,
        AgencyRoutes.all, AgencyListRoutes.all, BelowRoutes.all, WebhookRoutes.all,
        // Machines.
        APIRoutes.all,
    ].flatMap { $0 }
}
