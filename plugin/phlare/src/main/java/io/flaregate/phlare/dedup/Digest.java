package io.flaregate.phlare.dedup;

/**
 * 128 bits that stand for something.
 *
 * @param a one half
 * @param b the other
 */
public record Digest(long a, long b) {}
