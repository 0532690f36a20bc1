/** Runs the benchmarks and writes their results into docs/benchmarks.md and its plot. */
@NullMarked
package io.flaregate.benchmarks.report;

import org.jspecify.annotations.NullMarked;
