extension Construction {
    func cache(_ section: CheckedSection) throws(MissingValue) -> CacheSettings {
        CacheSettings(hit: try section.duration("hit"), absent: try section.duration("absent"))
    }

    func query(_ section: CheckedSection) throws(MissingValue) -> QuerySettings {
        QuerySettings(
            maxRequestBytes: try section.integer("max_request_bytes"),
            usesBody: try section.boolean("body"),
            linger: try section.duration("linger"),
            includesInactive: try section.boolean("include_inactive")
        )
    }
}
