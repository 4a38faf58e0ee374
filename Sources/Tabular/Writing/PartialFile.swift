#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A file that grows beside its target as `.NAME.tcenrich-part` and takes the target's place in one step.
///
/// One process at a time writes it: a record lock (POSIX `fcntl`) says who, and goes with the process.
struct PartialFile {
    let target: String
    let descriptor: WritableDescriptor
    private let path: String
    private let folder: String

    /// Makes the folders of the target and an empty file in the last of them. What a dead process left under the name is dropped.
    static func create(target: String) throws(OutputError) -> PartialFile {
        let place = Place(target)
        try place.makeFolder()
        while true {
            if let left = try place.open(O_RDWR) {
                // Locked first: whoever still writes it keeps it.
                if try place.lock(left) { try place.removeFile() }
                try left.close()
            }
            guard let descriptor = try place.open(O_RDWR | O_CREAT | O_EXCL) else { continue }
            if try place.lock(descriptor) { return PartialFile(place, descriptor) }
            try descriptor.close()
        }
    }

    /// Opens what an interrupted run left, cut off at `mark`; nil when it is not the file that the mark was made of.
    static func reopen(target: String, at mark: OutputMark) throws(OutputError) -> PartialFile? {
        let place = Place(target)
        guard let descriptor = try place.open(O_RDWR) else { return nil }
        guard try place.lock(descriptor), place.isOwn(descriptor),
            try FileTail(descriptor, before: mark.storedBytes)?.checksum == mark.tail
        else {
            try descriptor.close()
            return nil
        }
        try descriptor.cut(at: mark.storedBytes)
        return PartialFile(place, descriptor)
    }

    /// Removes what a dead process left. Leaves what cannot be removed: whoever writes the target next replaces it.
    static func discard(target: String) {
        let place = Place(target)
        guard let left = try? place.open(O_RDWR), let isThere = try? place.lock(left) else { return }
        if isThere { unlink(place.path) }
        try? left.close()
    }

    private init(_ place: Place, _ descriptor: WritableDescriptor) {
        (target, path, folder) = (place.target, place.path, place.folder)
        self.descriptor = descriptor
    }

    /// Puts the file in its target's place; afterwards both content and name survive a crash of the machine.
    func complete() throws(OutputError) {
        try descriptor.synchronize()
        guard rename(path, target) == 0 else {
            throw OutputError(code: errno, target: target, operation: "replace")
        }
        // Closed after the renaming: with the lock, nobody takes the name in between.
        try descriptor.close()
        let number = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard number >= 0 else { return }
        let directory = WritableDescriptor(number: number, target: target)
        defer { try? directory.close() }
        try directory.synchronize()
    }

    func remove() { unlink(path) }
}

/// Where a target's partial file stands.
private struct Place {
    let target: String
    let folder: String
    let path: String

    init(_ target: String) {
        self.target = target
        let (folder, name) = Self.split(target)
        self.folder = folder
        // Names are limited to 255 bytes.
        let stem =
            name.utf8.count <= 200 ? name : String(decoding: name.utf8.prefix(180), as: UTF8.self) + Self.hash(name)
        path = "\(folder)/.\(stem).tcenrich-part"
    }

    /// nil when the file is there and should not be, or is not and should.
    func open(_ flags: Int32) throws(OutputError) -> WritableDescriptor? {
        while true {
            // A link in a folder that others can write to could lead anywhere.
            let number = systemOpen(path, flags | O_CLOEXEC | O_NOFOLLOW, 0o666)
            if number >= 0 { return WritableDescriptor(number: number, target: target) }
            if errno == EINTR { continue }
            guard errno == EEXIST || errno == ENOENT else { break }
            if flags & O_CREAT != 0, errno == ENOENT { break }
            return nil
        }
        throw OutputError(code: errno, target: target, operation: "create")
    }

    /// Returns whether the locked file is still the one under the name.
    ///
    /// - Throws: An error that names the holder.
    func lock(_ descriptor: WritableDescriptor) throws(OutputError) -> Bool {
        var wanted = flock()
        wanted.l_type = Int16(F_WRLCK)
        wanted.l_whence = Int16(SEEK_SET)
        guard fcntl(descriptor.number, F_SETLK, &wanted) == 0 else {
            let code = errno
            let isHeld = code == EACCES || code == EAGAIN
            let isKnown = isHeld && fcntl(descriptor.number, F_GETLK, &wanted) == 0 && wanted.l_type != Int16(F_UNLCK)
            let holder = isKnown ? "process \(wanted.l_pid)" : "another process"
            try descriptor.close()
            guard isHeld else { throw OutputError(code: code, target: target, operation: "lock") }
            throw OutputError(kind: .held, target: target, operation: "write", cause: "\(holder) is writing it")
        }
        var (opened, named) = (stat(), stat())
        return fstat(descriptor.number, &opened) == 0 && lstat(path, &named) == 0
            && (opened.st_dev, opened.st_ino) == (named.st_dev, named.st_ino)
    }

    /// Whether nobody else can have put it there.
    func isOwn(_ descriptor: WritableDescriptor) -> Bool {
        var status = stat()
        return fstat(descriptor.number, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
            && status.st_uid == geteuid() && status.st_nlink == 1
    }

    func removeFile() throws(OutputError) {
        guard unlink(path) == 0 || errno == ENOENT else {
            throw OutputError(code: errno, target: target, operation: "replace what was left of")
        }
    }

    func makeFolder() throws(OutputError) { try Self.makeFolder(folder, target: target) }

    private static func makeFolder(_ path: String, target: String) throws(OutputError) {
        if mkdir(path, 0o777) == 0 || errno == EEXIST { return }
        let code = errno
        let (parent, _) = split(path)
        guard code == ENOENT, parent != path, parent != "." else {
            // A root that cannot be written to may still hold the folder.
            var status = stat()
            if stat(path, &status) == 0 { return }
            throw OutputError(code: code, target: target, operation: "make the folder of")
        }
        try makeFolder(parent, target: target)
        guard mkdir(path, 0o777) == 0 || errno == EEXIST else {
            throw OutputError(code: errno, target: target, operation: "make the folder of")
        }
    }

    private static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        let folder = String(path[..<slash])
        return (folder.isEmpty ? "/" : folder, String(path[path.index(after: slash)...]))
    }

    /// FNV-1a: tells long names with one beginning apart.
    private static func hash(_ name: String) -> String {
        let hash = name.utf8.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
        return String(hash, radix: 16)
    }
}

private func systemOpen(_ path: String, _ flags: Int32, _ mode: mode_t) -> Int32 { open(path, flags, mode) }
