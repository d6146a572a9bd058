"""Russian: why the system refused a file, by the names of errno."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "fault.system.eacces": "нет прав доступа",
    "fault.system.eexist": "уже существует",
    "fault.system.eisdir": "это каталог",
    "fault.system.eloop": "символические ссылки ведут друг на друга",
    "fault.system.emfile": "открыто слишком много файлов",
    "fault.system.enametoolong": "слишком длинное имя",
    "fault.system.enoent": "нет такого файла или каталога",
    "fault.system.enospc": "на диске не осталось места",
    "fault.system.enotdir": "часть пути — не каталог",
    "fault.system.eperm": "операция не разрешена",
    "fault.system.erofs": "файловая система доступна только для чтения",
}
