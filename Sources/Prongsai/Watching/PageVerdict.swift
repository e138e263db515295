import Watch

/// What a look at a public address comes to. The program's own `Verdict` is that of a paper copy.
typealias PageVerdict = Watch.Verdict
