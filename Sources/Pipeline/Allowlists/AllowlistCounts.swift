/// How many distinct observables each allowlist kept from being asked about.
struct AllowlistCounts {
    let byList: [String: Int]

    init(_ answered: [AnsweredObservable]) {
        byList = answered.reduce(into: [:]) { counts, answered in
            if let list = answered.sourced.allowlist { counts[list, default: 0] += 1 }
        }
    }
}
