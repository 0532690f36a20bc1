/**
 * The exporter {@code phlare}: rows become series, series go to the ingesters of the ring, outcomes
 * come back per row.
 */
@NullMarked
package io.flaregate.phlare.exporter;

import org.jspecify.annotations.NullMarked;
