/// Who is asking and who holds intelligence (API document, section 3.6).
struct OwnerEndpoints: Sendable {
    let store: SandboxStore
    let userName: String

    var routes: [Route] {
        [
            Route("GET", "/api/v2/owners", all),
            Route("GET", "/api/v2/owners/mine", mine),
            Route("GET", "/api/v2/owners/{id}", one),
            Route("GET", "/api/v2/whoami", user),
        ]
    }

    private func all(_ call: Call) -> Reply {
        let owners = store.owners
        return .success { json in
            json.member("resultCount", owners.count)
            json.array("owner") { json in
                for owner in owners { json.object { $0.write(owner) } }
            }
        }
    }

    private func mine(_ call: Call) -> Reply {
        .success { json in json.object("owner") { $0.write(store.organisation) } }
    }

    private func one(_ call: Call) throws -> Reply {
        guard let owner = store.owners.first(where: { String($0.id) == call.parameters[0] }) else {
            throw Refusal.notFound
        }
        return .success { json in json.object("owner") { $0.write(owner) } }
    }

    private func user(_ call: Call) -> Reply {
        .success { json in
            json.object("user") { json in
                json.member("userName", userName)
                json.member("firstName", "Sandbox")
                json.member("lastName", "User")
                json.member("pseudonym", "sandbox")
                json.member("role", "Api User")
            }
        }
    }
}
