/*
 * A SQLite VFS that logs what reaches the disk, for tests that cut the power.
 *
 *   SQLite -- xOpen, xWrite, xTruncate, xSync, xDelete --> writeLog -- the same call --> the platform's VFS
 *                                                             |
 *                                                             +--> log file: one event after the other
 *
 * better-sqlite3 opens by path alone: it passes neither SQLITE_OPEN_URI nor the name of a VFS, and its SQLite is built with
 * SQLITE_USE_URI=0, so that `file:...?vfs=writeLog` is a file of that name. Loaded on a scratch connection, this extension therefore makes
 * itself the default VFS of the process while a log is running; the product opens its database by its own code and does not know.
 *
 *   SELECT writeLogStart(path)   every database opened from here on is logged to a new file at `path`
 *   SELECT writeLogNote(text)    puts a line of the test's own between the events: what was acknowledged, and when
 *   SELECT writeLogStop()        ends the log and makes the VFS from before the default again
 *
 * An event is 24 bytes, little endian: kind u32, file u32, place i64, flags u32, size u32; then `size` bytes. What the log cannot take
 * fails the operation that was to be logged: a log with a hole would acquit a ledger of anything.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "sqlite3ext.h"
SQLITE_EXTENSION_INIT1

/* The same numbers stand in write-log.ts. */
enum eventKind { eventOpen = 1, eventWrite = 2, eventTruncate = 3, eventSync = 4, eventDelete = 5, eventNote = 6 };

/* Files whose loss matters; scratch files of a sort do not survive a process anyway. */
enum { loggedTypes = SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_WAL };

typedef struct LoggedFile {
  sqlite3_file base;
  /* 0 for a file that is not logged. */
  uint32_t number;
  /* The platform's file follows. */
} LoggedFile;

static sqlite3_vfs *platform = 0;
static FILE *logFile = 0;
static uint32_t lastNumber = 0;

static sqlite3_file *realOf(sqlite3_file *file) {
  return (sqlite3_file *)&((LoggedFile *)file)[1];
}

static void putLittleEndian(unsigned char *out, uint64_t value, int sizeBytes) {
  for (int index = 0; index < sizeBytes; index++) out[index] = (unsigned char)(value >> (8 * index));
}

typedef struct Event {
  enum eventKind kind;
  uint32_t file;
  int64_t place;
  uint32_t flags;
  uint32_t size;
  const void *bytes;
} Event;

static int logEvent(Event event) {
  unsigned char header[24];
  if (logFile == 0) return SQLITE_OK;
  putLittleEndian(header, event.kind, 4);
  putLittleEndian(header + 4, event.file, 4);
  putLittleEndian(header + 8, (uint64_t)event.place, 8);
  putLittleEndian(header + 16, event.flags, 4);
  putLittleEndian(header + 20, event.size, 4);
  if (fwrite(header, sizeof header, 1, logFile) != 1) return SQLITE_IOERR_WRITE;
  if (event.size > 0 && fwrite(event.bytes, event.size, 1, logFile) != 1) return SQLITE_IOERR_WRITE;
  return SQLITE_OK;
}

static int logFileEvent(sqlite3_file *file, Event event) {
  event.file = ((LoggedFile *)file)->number;
  return event.file == 0 ? SQLITE_OK : logEvent(event);
}

static int fileClose(sqlite3_file *file) {
  return realOf(file)->pMethods->xClose(realOf(file));
}

static int fileRead(sqlite3_file *file, void *into, int amount, sqlite3_int64 offset) {
  return realOf(file)->pMethods->xRead(realOf(file), into, amount, offset);
}

static int fileWrite(sqlite3_file *file, const void *from, int amount, sqlite3_int64 offset) {
  int status = realOf(file)->pMethods->xWrite(realOf(file), from, amount, offset);
  if (status != SQLITE_OK) return status;
  return logFileEvent(file, (Event){.kind = eventWrite, .place = offset, .size = (uint32_t)amount, .bytes = from});
}

static int fileTruncate(sqlite3_file *file, sqlite3_int64 size) {
  int status = realOf(file)->pMethods->xTruncate(realOf(file), size);
  if (status != SQLITE_OK) return status;
  return logFileEvent(file, (Event){.kind = eventTruncate, .place = size});
}

static int fileSync(sqlite3_file *file, int flags) {
  int status = realOf(file)->pMethods->xSync(realOf(file), flags);
  if (status != SQLITE_OK) return status;
  return logFileEvent(file, (Event){.kind = eventSync, .flags = (uint32_t)flags});
}

static int fileSize(sqlite3_file *file, sqlite3_int64 *size) {
  return realOf(file)->pMethods->xFileSize(realOf(file), size);
}

static int fileLock(sqlite3_file *file, int level) {
  return realOf(file)->pMethods->xLock(realOf(file), level);
}

static int fileUnlock(sqlite3_file *file, int level) {
  return realOf(file)->pMethods->xUnlock(realOf(file), level);
}

static int fileCheckReservedLock(sqlite3_file *file, int *isReserved) {
  return realOf(file)->pMethods->xCheckReservedLock(realOf(file), isReserved);
}

static int fileControl(sqlite3_file *file, int operation, void *argument) {
  return realOf(file)->pMethods->xFileControl(realOf(file), operation, argument);
}

static int fileSectorSize(sqlite3_file *file) {
  return realOf(file)->pMethods->xSectorSize(realOf(file));
}

static int fileDeviceCharacteristics(sqlite3_file *file) {
  return realOf(file)->pMethods->xDeviceCharacteristics(realOf(file));
}

/* The index of the write-ahead log is memory, not disk: it is rebuilt after a power cut and never logged. */
static int fileShmMap(sqlite3_file *file, int region, int size, int extend, void volatile **at) {
  return realOf(file)->pMethods->xShmMap(realOf(file), region, size, extend, at);
}

static int fileShmLock(sqlite3_file *file, int offset, int count, int flags) {
  return realOf(file)->pMethods->xShmLock(realOf(file), offset, count, flags);
}

static void fileShmBarrier(sqlite3_file *file) {
  realOf(file)->pMethods->xShmBarrier(realOf(file));
}

static int fileShmUnmap(sqlite3_file *file, int isDeleted) {
  return realOf(file)->pMethods->xShmUnmap(realOf(file), isDeleted);
}

/* Version 2: without xFetch, SQLite maps no file into memory, and every byte it writes passes xWrite. */
static const sqlite3_io_methods loggedMethods = {
    .iVersion = 2,
    .xClose = fileClose,
    .xRead = fileRead,
    .xWrite = fileWrite,
    .xTruncate = fileTruncate,
    .xSync = fileSync,
    .xFileSize = fileSize,
    .xLock = fileLock,
    .xUnlock = fileUnlock,
    .xCheckReservedLock = fileCheckReservedLock,
    .xFileControl = fileControl,
    .xSectorSize = fileSectorSize,
    .xDeviceCharacteristics = fileDeviceCharacteristics,
    .xShmMap = fileShmMap,
    .xShmLock = fileShmLock,
    .xShmBarrier = fileShmBarrier,
    .xShmUnmap = fileShmUnmap,
};

static int vfsOpen(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags, int *flagsOut) {
  LoggedFile *logged = (LoggedFile *)file;
  (void)vfs;
  logged->number = name != 0 && (flags & loggedTypes) != 0 ? ++lastNumber : 0;
  int status = platform->xOpen(platform, name, realOf(file), flags, flagsOut);
  file->pMethods = realOf(file)->pMethods == 0 ? 0 : &loggedMethods;
  if (status != SQLITE_OK || logged->number == 0) return status;
  return logFileEvent(file, (Event){.kind = eventOpen,
                                    .flags = (uint32_t)flags,
                                    .size = (uint32_t)strlen(name),
                                    .bytes = name});
}

static int vfsDelete(sqlite3_vfs *vfs, const char *name, int syncsDirectory) {
  (void)vfs;
  int status = platform->xDelete(platform, name, syncsDirectory);
  if (status != SQLITE_OK) return status;
  return logEvent((Event){.kind = eventDelete, .flags = (uint32_t)syncsDirectory, .size = (uint32_t)strlen(name), .bytes = name});
}

/* Everything but opening and deleting is the platform's own function, which reads no more of its VFS than is copied here. */
static sqlite3_vfs writeLog;

static int isRegistered(void) {
  return platform != 0;
}

static int registerDefault(void) {
  if (!isRegistered()) {
    platform = sqlite3_vfs_find(0);
    if (platform == 0) return SQLITE_ERROR;
    writeLog = *platform;
    writeLog.pNext = 0;
    writeLog.zName = "writeLog";
    writeLog.szOsFile = (int)sizeof(LoggedFile) + platform->szOsFile;
    writeLog.xOpen = vfsOpen;
    writeLog.xDelete = vfsDelete;
  }
  return sqlite3_vfs_register(&writeLog, 1);
}

static int closeLog(void) {
  FILE *ended = logFile;
  logFile = 0;
  return ended == 0 || fclose(ended) == 0 ? SQLITE_OK : SQLITE_IOERR_WRITE;
}

static void answer(sqlite3_context *context, int status) {
  if (status == SQLITE_OK) sqlite3_result_int(context, 1);
  else sqlite3_result_error(context, "the write log failed", -1);
}

static void startFunction(sqlite3_context *context, int count, sqlite3_value **values) {
  (void)count;
  if (logFile != 0) return answer(context, SQLITE_MISUSE);
  logFile = fopen((const char *)sqlite3_value_text(values[0]), "wb");
  answer(context, logFile == 0 ? SQLITE_CANTOPEN : registerDefault());
}

static void noteFunction(sqlite3_context *context, int count, sqlite3_value **values) {
  (void)count;
  const unsigned char *text = sqlite3_value_text(values[0]);
  if (logFile == 0 || text == 0) return answer(context, SQLITE_MISUSE);
  answer(context, logEvent((Event){.kind = eventNote, .size = (uint32_t)sqlite3_value_bytes(values[0]), .bytes = text}));
}

static void stopFunction(sqlite3_context *context, int count, sqlite3_value **values) {
  (void)count;
  (void)values;
  if (!isRegistered()) return answer(context, SQLITE_MISUSE);
  int status = closeLog();
  answer(context, status == SQLITE_OK ? sqlite3_vfs_register(platform, 1) : status);
}

int sqlite3_extension_init(sqlite3 *database, char **error, const sqlite3_api_routines *api) {
  (void)error;
  SQLITE_EXTENSION_INIT2(api);
  int flags = SQLITE_UTF8 | SQLITE_DIRECTONLY;
  int status = sqlite3_create_function(database, "writeLogStart", 1, flags, 0, startFunction, 0, 0);
  if (status == SQLITE_OK) status = sqlite3_create_function(database, "writeLogNote", 1, flags, 0, noteFunction, 0, 0);
  if (status == SQLITE_OK) status = sqlite3_create_function(database, "writeLogStop", 0, flags, 0, stopFunction, 0, 0);
  /* Databases outlive the scratch connection, and the VFS they run on must outlive them. */
  return status == SQLITE_OK ? SQLITE_OK_LOAD_PERMANENTLY : status;
}
