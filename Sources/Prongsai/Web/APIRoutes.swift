/// The interface for machines: every endpoint, and the document that describes them.
enum APIRoutes {
    static let endpoints: [Endpoint] =
        StandingAPI.all + PlanAPI.all + ArrangeAPI.all + ImportAPI.all + RoundAPI.all + HandInAPI.all
        + ContributionAPI.all + PeopleAPI.all + AgencyAPI.all + AgencyTreeAPI.all + JobAPI.all + WebhookAPI.all
        + NoticeAPI.all + DisclosureAPI.all + CatalogueAPI.all + CheckAPI.all + WatchAPI.all + DisclosurePageAPI.all
        + DownloadAPI.all

    static let all: [Route] =
        endpoints.map(\.route) + [
            .get("/api/v1/openapi.json", .everyone) { visit in
                .json(OpenAPI.document(APIRoutes.endpoints, visit.site.strings, visit.language))
            }
        ]
}
