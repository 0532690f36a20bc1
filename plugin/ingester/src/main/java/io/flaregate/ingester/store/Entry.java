package io.flaregate.ingester.store;

/**
 * A profile as readers see it: the values of one stream in one millisecond.
 *
 * @param timeMillis its time, milliseconds since 1970
 * @param profile names the pprof that holds it
 * @param position which of each sample's values
 */
public record Entry(long timeMillis, long profile, int position) {}
