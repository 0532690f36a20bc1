/** Counters, gauges and histograms that a component reports, with capped labels. */
@NullMarked
package io.flaregate.spi.telemetry;

import org.jspecify.annotations.NullMarked;
