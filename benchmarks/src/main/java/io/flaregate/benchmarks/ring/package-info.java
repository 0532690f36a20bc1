/** Measures the ring: lookups, rebuilds and shuffle shards of a thousand members. */
@NullMarked
package io.flaregate.benchmarks.ring;

import org.jspecify.annotations.NullMarked;
