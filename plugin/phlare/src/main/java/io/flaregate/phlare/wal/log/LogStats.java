package io.flaregate.phlare.wal.log;

/**
 * How full a log is.
 *
 * @param bytes of all its files
 * @param records that are not acknowledged
 * @param recordBytes the bytes of those
 * @param segments how many files of records there are
 * @param damagedRecords lost to damage since the log was opened
 * @param damagedBytes that could not be read since the log was opened
 * @param replaying whether {@link RecordLog#replay} has not come to its end
 */
public record LogStats(
    long bytes,
    long records,
    long recordBytes,
    int segments,
    long damagedRecords,
    long damagedBytes,
    boolean replaying) {}
