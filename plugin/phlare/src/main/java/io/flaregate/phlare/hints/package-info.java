/**
 * Hinted handoff: copies of series that an ingester missed while the quorum held, kept for it
 * within bounds and handed over once it answers again.
 */
@NullMarked
package io.flaregate.phlare.hints;

import org.jspecify.annotations.NullMarked;
