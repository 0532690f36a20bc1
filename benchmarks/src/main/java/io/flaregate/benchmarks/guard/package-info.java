/** The guard: measures what the hot path costs now and compares it with what is committed. */
@NullMarked
package io.flaregate.benchmarks.guard;

import org.jspecify.annotations.NullMarked;
