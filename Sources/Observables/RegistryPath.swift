/// Windows registry keys.
enum RegistryPath {
    /// The key with its hive spelled out and in upper case, the rest untouched; nil without a hive.
    ///
    /// Read are the full hive names (API document, section 9), the short ones (`HKLM`, PowerShell's `HKLM:`), the
    /// kernel's `\REGISTRY\MACHINE` and `\REGISTRY\USER`, and regedit's `Computer\` in front.
    static func canonical(_ text: String) -> String? {
        let path = withoutPrefix(text[...], "Computer\\") ?? text[...]
        for (kernel, hive) in kernelNames {
            guard let rest = withoutPrefix(path, kernel), isEnd(rest) else { continue }
            return hive + rest
        }
        let name = path.prefix { $0 != "\\" && $0 != ":" && $0 != " " }
        var rest = path.dropFirst(name.count)
        guard let hive = hive(name.uppercased()) else { return nil }
        if rest.hasPrefix(":") { rest = rest.dropFirst() }
        return isEnd(rest) ? hive + rest : nil
    }

    /// After the hive comes a backslash, nothing, or the ` : ` before a value name.
    private static func isEnd(_ rest: Substring) -> Bool {
        rest.isEmpty || rest.hasPrefix("\\") || rest.hasPrefix(" : ")
    }

    private static func hive(_ name: String) -> String? {
        hives.contains(name) ? name : shortNames.first { $0.short == name }?.hive
    }

    private static func withoutPrefix(_ text: Substring, _ prefix: String) -> Substring? {
        let start = text.prefix(prefix.count)
        return start.lowercased() == prefix.lowercased() ? text.dropFirst(prefix.count) : nil
    }

    private static let hives = [
        "HKEY_CLASSES_ROOT", "HKEY_CURRENT_CONFIG", "HKEY_CURRENT_USER", "HKEY_CURRENT_USER_LOCAL_SETTINGS",
        "HKEY_LOCAL_MACHINE", "HKEY_PERFORMANCE_DATA", "HKEY_PERFORMANCE_NLSTEXT", "HKEY_PERFORMANCE_TEXT",
        "HKEY_USERS",
    ]

    private static let shortNames = [
        (short: "HKLM", hive: "HKEY_LOCAL_MACHINE"), (short: "HKCU", hive: "HKEY_CURRENT_USER"),
        (short: "HKCR", hive: "HKEY_CLASSES_ROOT"), (short: "HKU", hive: "HKEY_USERS"),
        (short: "HKCC", hive: "HKEY_CURRENT_CONFIG"), (short: "HKPD", hive: "HKEY_PERFORMANCE_DATA"),
    ]

    private static let kernelNames = [
        ("\\REGISTRY\\MACHINE", "HKEY_LOCAL_MACHINE"), ("\\REGISTRY\\USER", "HKEY_USERS"),
    ]
}
