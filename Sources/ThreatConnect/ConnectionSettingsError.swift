/// A connection setting that cannot work, found before anything is sent.
package struct ConnectionSettingsError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The setting as it is spelled in the pipeline file.
    package enum Setting: String, Sendable, Hashable, CaseIterable {
        case url
        case accessKey = "access_key"
        case secretKey = "secret_key"
        case token
        case caFile = "ca_file"
        case httpProxy = "http_proxy"
    }

    package let setting: Setting
    /// What is wrong and what is expected. Never holds a secret.
    package let problem: String

    package init(setting: Setting, problem: String) {
        self.setting = setting
        self.problem = problem
    }

    package var description: String { "\(setting.rawValue): \(problem)" }
}
