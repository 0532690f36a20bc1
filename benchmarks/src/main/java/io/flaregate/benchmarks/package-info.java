/** Measures the hot path beside baselines that do the same, or less, in the usual way. */
@NullMarked
package io.flaregate.benchmarks;

import org.jspecify.annotations.NullMarked;
