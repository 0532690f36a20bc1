/** Runs the body of each ring benchmark once. */
@NullMarked
package io.flaregate.benchmarks.ring;

import org.jspecify.annotations.NullMarked;
