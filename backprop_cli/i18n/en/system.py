"""English: why the system refused a file, by the names of errno."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "fault.system.eacces": "Permission denied",
    "fault.system.eexist": "File exists",
    "fault.system.eisdir": "Is a directory",
    "fault.system.eloop": "Too many levels of symbolic links",
    "fault.system.emfile": "Too many open files",
    "fault.system.enametoolong": "File name too long",
    "fault.system.enoent": "No such file or directory",
    "fault.system.enospc": "No space left on device",
    "fault.system.enotdir": "Not a directory",
    "fault.system.eperm": "Operation not permitted",
    "fault.system.erofs": "Read-only file system",
}
