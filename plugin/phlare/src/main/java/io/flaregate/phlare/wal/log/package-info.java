/**
 * A log of records on disk: appended with one fsync for many, acknowledged one by one, read again
 * after a crash or damage with nothing lost but what was damaged. Knows nothing of profiles.
 *
 * <p>Read {@code RecordLog} first, then {@code SegmentScan}, which is the reading of damaged files,
 * and {@code Journal}, which remembers what is done.
 */
@NullMarked
package io.flaregate.phlare.wal.log;

import org.jspecify.annotations.NullMarked;
